export { View, type ViewOptions } from './view.js';
export { BOOK_PROGRESS_DDL, projectBooks } from './book-projection.js';
export type { FollowedView, Projection } from './projection.js';
export { LocalView, type FollowOptions } from './local-view.js';
export { RemoteView, serveView } from './view-thread.js';
export { BookRows } from './book-rows.js';
export { prepareStatement, RowInserter, type Connected, type Statement } from './statement.js';
export { Words, WORDS_DDL } from './words.js';
