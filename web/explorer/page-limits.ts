/** What a search in a page may take. */

/** Bytes that states and their table may take: some ten million states of the models. */
export const MAX_MEMORY = 512 * 2 ** 20
/** More workers than this gain little in a page. */
const MAX_WORKERS = 8

/** Workers that share memory; 0 where the page may not share it. */
export const SHARING = self.crossOriginIsolated ? Math.min(MAX_WORKERS, navigator.hardwareConcurrency) : 0

export const PAGE_LIMITS = { workers: Math.max(1, SHARING), maxMemory: MAX_MEMORY } as const
