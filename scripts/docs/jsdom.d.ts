/** The little of jsdom that the lab uses; the package comes without types. */
declare module 'jsdom' {
  interface Drawn {
    getAttribute(name: string): string | null;
    readonly textContent: string | null;
    querySelectorAll(selector: string): Iterable<Drawn>;
  }

  export class JSDOM {
    constructor(text: string, options?: { contentType: string });
    readonly window: { readonly document: Drawn };
  }
}
