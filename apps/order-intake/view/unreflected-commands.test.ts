import { describe, expect, it } from '@jest/globals';
import { UnreflectedCommands, type ToldCommand } from './unreflected-commands.js';

const at = (position: number): ToldCommand => ({ position, placed: `order ${position}` });

describe('commands that the view does not show yet', () => {
  it('are given back in order once the view has reached them', () => {
    const commands = new UnreflectedCommands(10);
    expect(commands.newestPosition).toBeUndefined();
    for (const position of [1, 4, 6]) commands.add(at(position));
    expect(commands.newestPosition).toBe(6);
    expect(commands.take(0)).toEqual([]);
    expect(commands.take(5)).toEqual([at(1), at(4)]);
    expect(commands.take(9)).toEqual([at(6)]);
    expect(commands.newestPosition).toBeUndefined();
  });

  it('hold whoever adds to them back while they are too many', async () => {
    const commands = new UnreflectedCommands(1);
    commands.add(at(1));
    await commands.room();
    commands.add(at(2));
    commands.add(at(3));
    let hasRoom = false;
    const room = commands.room().then(() => (hasRoom = true));
    commands.take(1);
    await Promise.resolve();
    expect(hasRoom).toBe(false);
    commands.take(2);
    await room;
    expect(hasRoom).toBe(true);
  });
});
