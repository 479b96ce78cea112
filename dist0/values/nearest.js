/** The candidate that is most likely meant by a misspelt word: at most two edits, and less than half of the word, away. */
export function nearest(word, candidates) {
    const limit = Math.min(2, Math.floor((word.length - 1) / 2));
    let best;
    let bestDistance = limit + 1;
    for (const candidate of candidates) {
        const distance = editDistance(word, candidate);
        if (distance < bestDistance)
            [best, bestDistance] = [candidate, distance];
    }
    return best;
}
/** Insertions, deletions, substitutions and swaps of neighbours that lead from one word to the other (optimal string alignment). */
function editDistance(from, to) {
    const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)];
    for (let i = 1; i <= from.length; i++) {
        const row = [i];
        for (let j = 1; j <= to.length; j++) {
            const substitution = rows[i - 1][j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1);
            const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
            const swap = swapped ? rows[i - 2][j - 2] + 1 : Number.POSITIVE_INFINITY;
            row.push(Math.min(rows[i - 1][j] + 1, row[j - 1] + 1, substitution, swap));
        }
        rows.push(row);
    }
    return rows[from.length][to.length];
}
