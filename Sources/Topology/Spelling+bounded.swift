extension Spelling {
  /// The candidate nearest to a word, for many candidates: what is too far is left out by its length and letters.
  ///
  /// Near enough means a third of the word's letters at most; of equally near ones the first by name.
  package static func nearest(
    to word: String, among candidates: some Sequence<String>
  ) -> String? {
    let bytes = Array(word.utf8.prefix(65))
    guard !bytes.isEmpty, bytes.count <= 64 else { return nil }
    let letters = mask(bytes)
    var limit = max(1, (bytes.count + 1) / 3)
    var best: String?
    var row: [Int] = []
    for candidate in candidates where candidate != word {
      guard abs(candidate.utf8.count - bytes.count) <= limit,
        let distance = distance(bytes, letters, candidate, limit, &row)
      else { continue }
      guard distance < limit || best == nil || best.map({ candidate < $0 }) ?? false else {
        continue
      }
      (best, limit) = (candidate, distance)
    }
    return best
  }

  /// One bit for each letter that occurs.
  private static func mask(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 | 1 << UInt64($1 & 63) }
  }

  /// The distance of a candidate; nil where it is over the limit.
  private static func distance(
    _ word: [UInt8], _ letters: UInt64, _ candidate: String, _ limit: Int, _ row: inout [Int]
  ) -> Int? {
    let found = candidate.utf8.withContiguousStorageIfAvailable { buffer -> Int? in
      let other = mask(buffer)
      let missing = max(
        (letters & ~other).nonzeroBitCount, (other & ~letters).nonzeroBitCount)
      return missing > limit ? nil : banded(word, buffer, limit, &row)
    }
    if let found { return found }
    return banded(word, Array(candidate.utf8), limit, &row)
  }

  /// Counts insertions, deletions and replacements, and gives up when they are too many.
  private static func banded(
    _ word: [UInt8], _ other: some RandomAccessCollection<UInt8>, _ limit: Int, _ row: inout [Int]
  ) -> Int? {
    row.removeAll(keepingCapacity: true)
    row.append(contentsOf: 0...word.count)
    for (index, byte) in other.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      var least = row[0]
      for column in 0..<word.count {
        let above = row[column + 1]
        row[column + 1] = min(
          above + 1, row[column] + 1, diagonal + (byte == word[column] ? 0 : 1))
        least = min(least, row[column + 1])
        diagonal = above
      }
      if least > limit { return nil }
    }
    return row[word.count] <= limit ? row[word.count] : nil
  }
}
