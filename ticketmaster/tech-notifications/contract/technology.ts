/** A way of telling a visitor, as the family compares it. A lesson's technology.ts exports its own as `technologies`. */
export interface Technology {
  name: string;
  /** As the lesson's channel.test.ts calls it. */
  channel: string;
  /** What its user app is told beside the URLs. */
  app?: Record<string, string>;
}
