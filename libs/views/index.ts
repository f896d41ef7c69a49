export { View, type ViewOptions } from './view.js';
export { BOOK_PROGRESS_DDL, projectBooks } from './book-projection.js';
