import HashTreeCollections

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
  /// A selector of one label has nothing else in common, so there the values must be similar. Pods with the same
  /// labels are looked at as one, and of more than some thousand sets of labels only so many.
  package static func nearMisses(
    of selector: [String: String], in namespace: String, of inventory: Inventory, limit: Int = 20
  ) -> [NearMiss] {
    guard !selector.isEmpty else { return [] }
    let labels = selector.sorted { $0.key < $1.key }
    let candidates = inventory.relatives(of: selector, in: namespace).compactMap {
      relative -> Candidate? in
      let differing = labels.filter { relative.labels[$0.key] != $0.value }
      guard differing.count == 1, let label = differing.first else { return nil }
      let found = relative.labels[label.key]
      let distance = found.map { Spelling.distance($0, label.value) } ?? label.value.count
      guard labels.count > 1 || distance <= max(1, label.value.count / 3) else { return nil }
      return Candidate(
        distance: distance, label: label.key, wanted: label.value, found: found,
        names: relative.names)
    }
    var near: [NearMiss] = []
    let byDistance = Dictionary(grouping: candidates, by: \.distance)
    for distance in byDistance.keys.sorted() where near.count < limit {
      let named = (byDistance[distance] ?? []).flatMap { candidate in
        candidate.names.map { (name: $0, candidate: candidate) }
      }.sorted { $0.name < $1.name }
      for (name, candidate) in named where near.count < limit {
        guard let pod = inventory.pod(NamespacedName(namespace, name)), !pod.isFinished else {
          continue
        }
        near.append(
          NearMiss(
            pod: pod, label: candidate.label, wanted: candidate.wanted, found: candidate.found))
      }
    }
    return near.sorted { $0.pod.metadata.key < $1.pod.metadata.key }
  }

  /// Pods with the same labels, all of which but one are those of a selector.
  private struct Candidate {
    let distance: Int
    let label: String
    let wanted: String
    let found: String?
    let names: TreeSet<String>
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
  package static func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
    candidates.map { ($0, isSwapped(word, $0) ? 1 : distance(word, $0)) }
      .filter { $0.1 <= max(1, (word.utf8.count + 1) / 3) && $0.1 > 0 }
      .min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
  }

  /// Whether two words differ by two neighbouring letters that changed places.
  private static func isSwapped(_ left: String, _ right: String) -> Bool {
    let left = Array(left.utf8)
    let right = Array(right.utf8)
    guard left.count == right.count else { return false }
    let places = left.indices.filter { left[$0] != right[$0] }
    return places.count == 2 && places[1] == places[0] + 1
      && left[places[0]] == right[places[1]] && left[places[1]] == right[places[0]]
  }
}
