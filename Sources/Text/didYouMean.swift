/// The end of a message about an unknown word: `: did you mean X?`, or `otherwise` if no candidate is similar.
package func didYouMean(_ word: String, among candidates: [String], otherwise: String = "") -> String {
    closest(to: word, among: candidates).map { ": did you mean \($0)?" } ?? otherwise
}

/// The candidate that `word` was probably meant to be; nil if none is similar.
///
/// Letter case does not count. One slip (a letter too many, missing, wrong, or two neighbours swapped) is allowed for
/// every three letters of the longer word, three at most. Of equally similar candidates the first one is returned.
func closest(to word: String, among candidates: [String]) -> String? {
    let letters = Array(word.lowercased())
    var best: (candidate: String, slips: Int)?
    for candidate in candidates {
        let other = Array(candidate.lowercased())
        let limit = min(3, max(letters.count, other.count) / 3)
        guard abs(letters.count - other.count) <= limit else { continue }
        let slips = distance(letters, other)
        if slips <= limit, slips < best?.slips ?? .max { best = (candidate, slips) }
    }
    return best?.candidate
}

/// The Damerau-Levenshtein distance in its restricted form: no part of a word is edited twice.
private func distance(_ left: [Character], _ right: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in left.indices {
        var current = [row + 1]
        for column in right.indices {
            let replaced = last[column] + (left[row] == right[column] ? 0 : 1)
            var best = min(replaced, last[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                best = min(best, beforeLast[column - 1] + 1)
            }
            current.append(best)
        }
        (beforeLast, last) = (last, current)
    }
    return last[right.count]
}
