/** What the page is around: a module beside its scripts, made by `web/build/own-module.ts`. */
declare module 'tidemark:model' {
  /** The exports of the user's module. */
  export const exported: Readonly<Record<string, unknown>>
  export const settings: {
    /** What `build(args)` is given; absent when nothing is. */
    readonly args?: unknown
    /** What the module is called, in specs and in the page. */
    readonly shown: string
  }
}
