/** What was begun in bands must be seen whole: only then can be told what is wrong with it, if anything is. */
export class UnfitForBands extends Error {
}
