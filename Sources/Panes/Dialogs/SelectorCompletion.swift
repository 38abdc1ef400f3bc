import Language
import Screen
import State
import Topology

/// What tab makes of a selector that is being typed: label keys and values that pods carry.
struct SelectorCompletion {
  /// The completed line; nil when nothing can be added.
  let line: LineEditor?
  /// What could come next, in words.
  let sentence: String

  init(line: LineEditor, service: NamespacedName, context: PaneContext) {
    let before = String(line.text.prefix(line.cursor))
    let after = String(line.text.dropFirst(line.cursor))
    let word = String(before.suffix(while: { $0 != "," }))
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let pods = context.state.inventory.pods(in: service.namespace)
    var counts: [String: Int] = [:]
    let typed: String
    if parts.count == 2 {
      typed = String(parts[1])
      for pod in pods {
        if let value = pod.metadata.labels[String(parts[0])] { counts[value, default: 0] += 1 }
      }
    } else {
      typed = word
      for pod in pods { for key in pod.metadata.labels.keys { counts[key, default: 0] += 1 } }
    }
    let fitting = counts.filter { $0.key.hasPrefix(typed) }.sorted { $0.key < $1.key }
    let common = Self.commonPrefix(fitting.map(\.key))
    var added = String(common.dropFirst(typed.count))
    if fitting.count == 1, parts.count < 2 { added += "=" }
    sentence = Self.sentence(parts, fitting)
    guard !added.isEmpty else {
      self.line = nil
      return
    }
    var completed = LineEditor(before + added + after)
    completed.cursor = before.count + added.count
    self.line = completed
  }

  private static func sentence(
    _ parts: [Substring], _ fitting: [(key: String, value: Int)]
  ) -> String {
    let what = parts.count == 2 ? localized("values of \(parts[0])") : localized("labels")
    guard !fitting.isEmpty else { return localized("no pod carries \(what) like this") }
    let seen = fitting.prefix(6).map { "\($0.key) (\(Figures.count($0.value, "pod")))" }
    return localized("\(what) seen: \(seen.joined(separator: ", "))")
  }

  private static func commonPrefix(_ texts: [String]) -> String {
    guard var prefix = texts.first else { return "" }
    for text in texts.dropFirst() {
      while !text.hasPrefix(prefix) { prefix.removeLast() }
    }
    return prefix
  }
}

extension String {
  /// The longest ending whose characters all meet a condition.
  func suffix(while condition: (Character) -> Bool) -> Substring {
    var start = endIndex
    while start > startIndex, condition(self[index(before: start)]) { start = index(before: start) }
    return self[start...]
  }
}
