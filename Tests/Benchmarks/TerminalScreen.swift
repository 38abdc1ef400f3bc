/// A small terminal: enough of xterm to know which cells a program's bytes have changed.
struct TerminalScreen {
  /// One cell: its text and the parameters of the rendition (SGR) that it is drawn with.
  struct Cell: Hashable {
    var text: [UInt8] = [0x20]
    var rendition: [Int] = []
  }

  let columns: Int
  let rows: Int
  private(set) var cells: [[Cell]]
  private var row = 0
  private var column = 0
  private var rendition: [Int] = []
  private var flags: [Int] = []
  private var foreground: [Int] = []
  private var background: [Int] = []
  private var region: ClosedRange<Int>
  private var last = Cell()
  private var saved = (0, 0)
  private var pending: [UInt8] = []

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = Array(repeating: Array(repeating: Cell(), count: columns), count: rows)
    region = 0...rows - 1
  }

  /// How many cells show something.
  var filled: Int { cells.joined().count { $0.text != [0x20] } }

  /// What stands in each row.
  var lines: [String] {
    cells.map { String(decoding: $0.flatMap(\.text), as: UTF8.self) }
  }

  /// Takes in bytes; an unfinished sequence waits for the rest.
  mutating func feed(_ bytes: [UInt8]) {
    let input = pending + bytes
    pending = []
    var place = 0
    while place < input.count {
      guard let next = step(input, place) else {
        pending = Array(input[place...])
        return
      }
      place = next
    }
  }

  /// Does one character or sequence; nil when it is not complete.
  private mutating func step(_ input: [UInt8], _ start: Int) -> Int? {
    switch input[start] {
    case 0x1B: return escape(input, start + 1)
    case 0x0D: column = 0
    case 0x0A: feedLine()
    case 0x08: column = max(0, column - 1)
    case 0x09: column = min(columns - 1, (column / 8 + 1) * 8)
    case 0..<0x20, 0x7F: break
    default:
      let length = input[start] < 0x80 ? 1 : input[start] < 0xE0 ? 2 : input[start] < 0xF0 ? 3 : 4
      guard start + length <= input.count else { return nil }
      put(Cell(text: Array(input[start..<start + length]), rendition: rendition))
      return start + length
    }
    return start + 1
  }

  private mutating func put(_ cell: Cell) {
    last = cell
    if column >= columns {
      column = 0
      feedLine()
    }
    cells[row][column] = cell
    column += 1
  }

  private mutating func feedLine() {
    if row == region.upperBound { scroll(up: 1) } else { row = min(rows - 1, row + 1) }
  }

  private mutating func scroll(up count: Int, from top: Int? = nil) {
    let first = top ?? region.lowerBound
    let height = region.upperBound - first + 1
    for _ in 0..<min(abs(count), height) {
      if count > 0 {
        cells.remove(at: first)
        cells.insert(Array(repeating: blank, count: columns), at: region.upperBound)
      } else {
        cells.remove(at: region.upperBound)
        cells.insert(Array(repeating: blank, count: columns), at: first)
      }
    }
  }

  /// What erasing leaves: a space in the current background.
  private var blank: Cell { Cell(rendition: rendition) }

  private mutating func escape(_ input: [UInt8], _ start: Int) -> Int? {
    guard start < input.count else { return nil }
    switch input[start] {
    case 0x5B: return control(input, start + 1)
    case 0x5D, 0x50:
      var place = start + 1
      while place < input.count {
        if input[place] == 0x07 { return place + 1 }
        if input[place] == 0x1B, place + 1 < input.count { return place + 2 }
        place += 1
      }
      return nil
    case 0x28, 0x29: return start + 1 < input.count ? start + 2 : nil
    case 0x37: saved = (row, column)
    case 0x38: (row, column) = saved
    case 0x4D:
      if row == region.lowerBound { scroll(up: -1) } else { row = max(0, row - 1) }
    default: break
    }
    return start + 1
  }

  private mutating func control(_ input: [UInt8], _ start: Int) -> Int? {
    var place = start
    while place < input.count, !(0x40...0x7E).contains(input[place]) { place += 1 }
    guard place < input.count else { return nil }
    let body = input[start..<place]
    guard body.first.map({ $0 < 0x3C || $0 > 0x3F }) ?? true else { return place + 1 }
    let numbers = body.split(omittingEmptySubsequences: false) { $0 == 0x3B || $0 == 0x3A }
      .map { Int(String(decoding: $0, as: UTF8.self)) ?? 0 }
    perform(input[place], numbers)
    return place + 1
  }

  private mutating func perform(_ command: UInt8, _ numbers: [Int]) {
    let count = max(1, numbers.first ?? 1)
    switch UnicodeScalar(command) {
    case "H", "f":
      row = min(rows, count) - 1
      column = min(columns, max(1, numbers.count > 1 ? numbers[1] : 1)) - 1
    case "A": row = max(0, row - count)
    case "B": row = min(rows - 1, row + count)
    case "C": column = min(columns - 1, column + count)
    case "D": column = max(0, min(column, columns - 1) - count)
    case "G": column = min(columns, count) - 1
    case "d": row = min(rows, count) - 1
    case "m": render(numbers)
    case "r":
      let bottom = numbers.count > 1 && numbers[1] > 0 ? numbers[1] : rows
      region = count - 1...max(count, min(rows, bottom)) - 1
      (row, column) = (0, 0)
    default: edit(command, count, kind: numbers.first ?? 0)
    }
  }

  private mutating func edit(_ command: UInt8, _ count: Int, kind: Int) {
    let place = min(column, columns - 1)
    let part = min(count, columns - place)
    switch UnicodeScalar(command) {
    case "J":
      edit(0x4B, 1, kind: kind)
      let range = kind == 0 ? row + 1..<rows : kind == 1 ? 0..<row : 0..<rows
      for index in range { cells[index] = Array(repeating: blank, count: columns) }
    case "K":
      let range = kind == 0 ? place..<columns : kind == 1 ? 0..<place + 1 : 0..<columns
      for index in range { cells[row][index] = blank }
    case "X": for index in place..<place + part { cells[row][index] = blank }
    case "P":
      cells[row].removeSubrange(place..<place + part)
      cells[row] += Array(repeating: blank, count: part)
    case "@":
      cells[row].insert(contentsOf: Array(repeating: blank, count: part), at: place)
      cells[row].removeLast(part)
    case "L": scroll(up: -count, from: row)
    case "M": scroll(up: count, from: row)
    case "S": scroll(up: count)
    case "T": scroll(up: -count)
    case "b": for _ in 0..<count { put(last) }
    default: break
    }
  }

  /// Keeps what is in force: flags, a foreground and a background, in this order.
  private mutating func render(_ numbers: [Int]) {
    var index = 0
    while index < numbers.count {
      let number = numbers[index]
      let isExtended = (number == 38 || number == 48) && index + 1 < numbers.count
      let length = isExtended ? (numbers[index + 1] == 5 ? 3 : 5) : 1
      let attribute = Array(numbers[index..<min(index + length, numbers.count)])
      switch number {
      case 0: (flags, foreground, background) = ([], [], [])
      case 30...38, 90...97: foreground = attribute
      case 40...48, 100...107: background = attribute
      case 39: foreground = []
      case 49: background = []
      case 22: flags.removeAll { $0 == 1 || $0 == 2 }
      case 23...29: flags.removeAll { $0 == number - 20 }
      default: if !flags.contains(number) { flags.append(number) }
      }
      index += length
    }
    rendition = flags.sorted() + foreground + background
  }
}
