/** What is kept of a command until its rows are in the view: no more, for there can be very many. */
export interface ToldCommand {
  /** Store position of its last event. */
  readonly position: number;
  /** The name of the order whose id it was the first to use. */
  readonly placed: string | undefined;
}

/** Commands that were told of and whose rows are not in the view yet, in order of position; few enough to wait for. */
export class UnreflectedCommands {
  private commands: ToldCommand[] = [];
  private onRoom: () => void = () => undefined;

  /** @param commandsMax - beyond these `room` makes its caller wait. */
  constructor(private readonly commandsMax: number) {}

  /** Position of the newest one; undefined when there is none. */
  get newestPosition(): number | undefined {
    return this.commands.at(-1)?.position;
  }

  add(command: ToldCommand): void {
    this.commands.push(command);
  }

  /** Takes out all at or before a position that the view has reached. */
  take(checkpoint: number): readonly ToldCommand[] {
    let count = 0;
    while ((this.commands[count]?.position ?? Number.POSITIVE_INFINITY) <= checkpoint) count++;
    if (count === 0) return [];
    const reflected = this.commands.slice(0, count);
    this.commands = this.commands.slice(count);
    if (this.commands.length <= this.commandsMax) this.onRoom();
    return reflected;
  }

  /** Waits until there is room for more. */
  async room(): Promise<void> {
    if (this.commands.length <= this.commandsMax) return;
    await new Promise<void>((resolve) => {
      this.onRoom = resolve;
    });
  }

  /** Lets whoever waits for room go. */
  close(): void {
    this.onRoom();
  }
}
