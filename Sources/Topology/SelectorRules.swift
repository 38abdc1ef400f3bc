/// Which pods a selector almost matches.
package enum SelectorRules {
  /// A pod that differs from a selector in one label.
  package struct NearMiss: Hashable, Sendable {
    package var pod: Pod
    /// The label that differs.
    package var label: String
    package var wanted: String
    /// nil when the pod lacks the label.
    package var found: String?

    /// `tier: "back-end" is not "backend"`.
    package var sentence: String {
      found.map { #"\#(label): "\#($0)" is not "\#(wanted)""# }
        ?? #"\#(label): missing, wanted "\#(wanted)""#
    }
  }

  /// The pods of a namespace that differ from a selector in exactly one label, most similar first.
  ///
  /// A selector of one label has nothing else in common, so there the values must be similar. Walks the
  /// namespace's templates, and the pods of those that are near.
  package static func nearMisses(
    of selector: [String: String], in namespace: String, of inventory: Inventory, limit: Int = 20
  ) -> [NearMiss] {
    guard !selector.isEmpty else { return [] }
    let labels = selector.sorted { $0.key < $1.key }
    var templates: [Int: [Template]] = [:]
    for (own, _) in inventory.labelSets(in: namespace) {
      let differing = labels.filter { own[$0.key] != $0.value }
      guard differing.count == 1, let label = differing.first else { continue }
      let found = own[label.key]
      let distance = found.map { Spelling.distance($0, label.value) } ?? label.value.count
      guard labels.count > 1 || distance <= max(1, label.value.count / 3) else { continue }
      templates[distance, default: []].append(
        Template(labels: own, label: label.key, wanted: label.value, found: found))
    }
    var near: [NearMiss] = []
    for (_, templates) in templates.sorted(by: { $0.key < $1.key }) where near.count < limit {
      let equal = templates.flatMap { $0.pods(in: namespace, of: inventory) }
        .sorted { $0.pod.metadata.key < $1.pod.metadata.key }
      near += equal.prefix(limit - near.count)
    }
    return near.sorted { $0.pod.metadata.key < $1.pod.metadata.key }
  }

  /// Labels of pods that differ from a selector in one.
  private struct Template {
    let labels: [String: String]
    let label: String
    let wanted: String
    let found: String?

    func pods(in namespace: String, of inventory: Inventory) -> [NearMiss] {
      inventory.pods(in: namespace, labelled: labels).filter { !$0.isFinished }.map {
        NearMiss(pod: $0, label: label, wanted: wanted, found: found)
      }
    }
  }
}

/// How far two words are apart.
package enum Spelling {
  /// The number of characters to insert, delete or replace; words over 64 bytes count as far.
  package static func distance(_ left: String, _ right: String) -> Int {
    let left = Array(left.utf8)
    let right = Array(right.utf8)
    guard left.count <= 64, right.count <= 64 else { return left == right ? 0 : 64 }
    guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
    var row = Array(0...right.count)
    for (index, byte) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in 1...right.count {
        let above = row[column]
        row[column] = min(
          above + 1, row[column - 1] + 1, diagonal + (byte == right[column - 1] ? 0 : 1))
        diagonal = above
      }
    }
    return row[right.count]
  }

  /// The candidate that is nearest to a word, if it is near enough to be a typing error.
  ///
  /// Two neighbouring letters that changed places are one error; of equally near ones the first by name.
  package static func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
    nearest(to: word, among: candidates) { isSwapped(word, $0) }
  }

  /// Whether two words differ by two neighbouring letters that changed places.
  private static func isSwapped(_ left: String, _ right: String) -> Bool {
    guard left.utf8.count == right.utf8.count else { return false }
    var differing: [(UInt8, UInt8)] = []
    var last = -1
    for (place, pair) in zip(left.utf8, right.utf8).enumerated() where pair.0 != pair.1 {
      guard differing.isEmpty || differing.count == 1 && place == last + 1 else { return false }
      differing.append(pair)
      last = place
    }
    return differing.count == 2 && differing[0].0 == differing[1].1
      && differing[0].1 == differing[1].0
  }
}
