/// Says the same with fewer bytes: joins neighbouring renditions (`ESC [ … m`) in a terminal's output.
///
/// ncurses leaves one rendition for the next in several steps, each with the charset beside it (`ESC ( B`), since
/// terminfo's strings know nothing of each other: `ESC[39m ESC(B ESC[m` is `ESC[m`. The charset is never left,
/// since all glyphs are our own, so that only the first return to it is passed on. What is written and where stays
/// as it is.
package struct RenditionMerger {
  private static let escape: UInt8 = 0x1B

  /// Whether no rendition is known to be in force.
  private var isPlain = false
  private var hasCharset = false
  /// Parameters that are still to be written.
  private var waiting: [ArraySlice<UInt8>]?

  package init() {}

  /// Forgets what is in force: somebody else writes to the terminal.
  package mutating func reset() { self = RenditionMerger() }

  /// The shorter form of one frame's bytes.
  package mutating func merge(_ bytes: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      guard bytes[index] == Self.escape else {
        release(into: &output)
        output.append(bytes[index])
        index += 1
        continue
      }
      if let end = Self.endOfRendition(bytes, index) {
        collect(bytes[(index + 2)..<(end - 1)])
        index = end
      } else if hasCharset, bytes[index...].starts(with: [Self.escape, 0x28, 0x42]) {
        index += 3
      } else {
        if bytes[index...].starts(with: [Self.escape, 0x28]) {
          hasCharset = bytes[index...].dropFirst(2).first == 0x42
        }
        release(into: &output)
        output.append(bytes[index])
        index += 1
      }
    }
    release(into: &output)
    return output
  }

  /// The index behind `ESC [ digits and semicolons m`; nil for anything else.
  private static func endOfRendition(_ bytes: [UInt8], _ start: Int) -> Int? {
    var index = start + 2
    guard index < bytes.count, bytes[start + 1] == 0x5B else { return nil }
    while index < bytes.count, (0x30...0x39).contains(bytes[index]) || bytes[index] == 0x3B {
      index += 1
    }
    return index < bytes.count && bytes[index] == 0x6D ? index + 1 : nil
  }

  /// Adds parameters to those that wait; a reset makes all before it needless.
  private mutating func collect(_ parameters: ArraySlice<UInt8>) {
    var known = waiting ?? []
    var values = parameters.split(separator: 0x3B, omittingEmptySubsequences: false)
    while let value = values.first {
      let count = Self.length(of: values)
      if Self.isReset(value) {
        known = [[0x30]]
      } else {
        known += values[..<count]
      }
      values.removeFirst(count)
    }
    waiting = known
  }

  /// How many parameters belong together: an extended colour has its own after it.
  private static func length(of values: [ArraySlice<UInt8>]) -> Int {
    guard let first = values.first,
      first.elementsEqual("38".utf8) || first.elementsEqual("48".utf8),
      values.count > 1
    else { return 1 }
    return min(values.count, values[1].elementsEqual("2".utf8) ? 5 : 3)
  }

  private mutating func release(into output: inout [UInt8]) {
    guard var parameters = waiting else { return }
    waiting = nil
    let resets = parameters.first.map(Self.isReset) ?? false
    if resets, isPlain { parameters.removeFirst() }
    guard let first = parameters.first else { return }
    isPlain = parameters.count == 1 && Self.isReset(first)
    output += [Self.escape, 0x5B]
    if !isPlain { output += parameters.joined(separator: [0x3B]) }
    output.append(0x6D)
  }

  private static func isReset(_ parameter: ArraySlice<UInt8>) -> Bool {
    parameter.allSatisfy { $0 == 0x30 }
  }
}
