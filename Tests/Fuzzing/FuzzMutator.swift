/// Makes inputs from inputs: changes of bytes, of words and of lines.
struct FuzzMutator {
  /// The longest input.
  private static let limit = 16 << 10
  /// Bytes that often are a limit of something.
  private static let edges: [UInt8] = [
    0, 9, 10, 13, 32, 34, 39, 42, 44, 45, 47, 58, 63, 91, 92, 93, 123, 125, 0x7F, 0x80, 0xC2, 0xFF,
  ]

  var random: FuzzRandom
  private let corpus: [[UInt8]]
  private let words: [[UInt8]]

  init(_ target: any FuzzTarget, seed: UInt64) {
    random = FuzzRandom(seed: seed)
    corpus = target.corpus.map { Array($0.utf8) }
    words = (target.words + Self.common).map { Array($0.utf8) }
  }

  /// What many readers stumble over.
  private static let common = [
    "\u{1B}[2J", "\u{202E}", "\u{200B}", "é", "e\u{301}", "🇫🇷", "\u{2028}", "\u{FEFF}", "\r\n", "\0",
    "-1", "0", "65536", "9223372036854775807", "-9223372036854775808", "1e400", "NaN", "0x1p4",
  ]

  /// The next input: one of the corpus, changed some times.
  mutating func next() -> [UInt8] {
    var input = corpus.randomElement(using: &random) ?? []
    for _ in 0..<(1 << random.below(6)) { change(&input) }
    return Array(input.prefix(Self.limit))
  }

  private mutating func change(_ input: inout [UInt8]) {
    guard !input.isEmpty else {
      input = words.randomElement(using: &random) ?? [0]
      return
    }
    let place = random.below(input.count)
    switch random.below(11) {
    case 0: input[place] ^= 1 << UInt8(random.below(8))
    case 1: input[place] = Self.edges.randomElement(using: &random) ?? 0
    case 2: input.insert(UInt8(random.below(256)), at: place)
    case 3: input.remove(at: place)
    case 4: input.removeSubrange(range(in: input, from: place))
    case 5: input.insert(contentsOf: input[range(in: input, from: place)], at: place)
    case 6: repeatPart(&input, place)
    case 7, 8: input.insert(contentsOf: words.randomElement(using: &random) ?? [], at: place)
    case 9: swapLines(&input)
    default: splice(&input, place)
    }
    if input.count > Self.limit { input.removeSubrange(Self.limit...) }
  }

  private mutating func range(in input: [UInt8], from place: Int) -> Range<Int> {
    place..<min(input.count, place + 1 + random.below(random.once(in: 4) ? 512 : 16))
  }

  /// A small part, over and over: what nests, or what is counted.
  private mutating func repeatPart(_ input: inout [UInt8], _ place: Int) {
    let part = Array(input[place..<min(input.count, place + 1 + random.below(8))])
    let count = 1 << random.below(12)
    input.insert(contentsOf: (0..<count).flatMap { _ in part }, at: place)
  }

  private mutating func swapLines(_ input: inout [UInt8]) {
    var lines = input.split(separator: 10, omittingEmptySubsequences: false)
    lines.swapAt(random.below(lines.count), random.below(lines.count))
    input = Array(lines.joined(separator: [10]))
  }

  /// The end of another input of the corpus in the place of one's own.
  private mutating func splice(_ input: inout [UInt8], _ place: Int) {
    guard let other = corpus.randomElement(using: &random), !other.isEmpty else { return }
    input = Array(input[..<place] + other[random.below(other.count)...])
  }
}
