/** How much a report says: the answer alone; with what is worth a line; everything, topic by topic. */
export type Detail = 'quiet' | 'folded' | 'verbose'
