import Foundation
import Routing
import Topology
import Traffic

/// How fast pages of 50,000 series are read as the console reads them, and how much memory that takes.
///
/// Each round is a process of its own that gets the pages from files, so that its first page is the first of the target and
/// its peak memory is that of the reading.
struct PageBenchmark {
  let program: String

  private static let variable = "SLUICE_BENCHMARK_PAGES"
  private static let series = 50_000
  private static let rounds = 5
  private static let laterPages = 4

  /// How the files of its pages begin where this process is one of the rounds.
  private static var prefix: String? { ProcessInfo.processInfo.environment[variable] }

  func figures() throws -> [Figure] {
    if let prefix = Self.prefix { try Self.beRound(prefix) }
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "sluice-benchmark-pages-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var counts: [String: Int] = [:]
    for writer in MetricsPages.Writer.allCases {
      var pages = MetricsPages(writer, series: Self.series)
      for round in 0...Self.laterPages {
        let page = pages.page(round)
        counts[writer.rawValue] = page.series
        try Data(page.bytes).write(to: folder.appending(path: "\(writer.rawValue)-\(round)"))
      }
    }
    var rounds: [String: [JSONValue]] = [:]
    for _ in 0..<Self.rounds {
      for writer in MetricsPages.Writer.allCases {
        let prefix = folder.appending(path: writer.rawValue).path
        rounds[writer.rawValue, default: []].append(try round(prefix))
      }
    }
    return MetricsPages.Writer.allCases.flatMap { writer in
      [
        .note(
          "traffic: \(writer.rawValue): series of a page", Double(counts[writer.rawValue] ?? 0),
          unit: "")
      ] + figures(of: rounds[writer.rawValue] ?? [], called: "traffic: \(writer.rawValue)")
    }
  }

  private func figures(of rounds: [JSONValue], called name: String) -> [Figure] {
    func median(_ field: String) -> Double { rounds.map { $0[field].double ?? .nan }.median }
    let page = median("page")
    let memory = 1 + median("memory") / page
    let laterMemory = 1 + median("laterMemory") / page
    return [
      .note("\(name): its size", page / 1e6, unit: "MB"),
      .atLeast("\(name): the first page", median("first"), 200, unit: "MB/s"),
      .atLeast("\(name): later pages", median("later"), 200, unit: "MB/s"),
      .note("\(name): a search for the ends of its lines", median("scan"), unit: "MB/s"),
      .atMost(
        "\(name): the first page with all that is kept of it, at its peak", memory, 1.5,
        unit: "× its size"),
      .atMost("\(name): a later page, at its peak", laterMemory, 1.5, unit: "× its size"),
    ]
  }

  /// Runs a round, and returns what it says.
  private func round(_ prefix: String) throws -> JSONValue {
    let path = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let child = try RunningProgram(
      path, ["--program", program, "traffic"], environment: [Self.variable: prefix])
    return try child.firstLine()
  }

  /// What a round does: reads its pages, says in one line what that took, and ends.
  private static func beRound(_ prefix: String) throws -> Never {
    var reading = PageReading(system: URL(filePath: prefix).lastPathComponent)
    for number in 0...laterPages { try reading.take("\(prefix)-\(number)") }
    FileHandle.standardOutput.write(Data("\(reading.result.text)\n".utf8))
    exit(0)
  }
}

/// The pages of one target, read one after the other.
private struct PageReading {
  private let target: MetricsTarget
  private var collector = TrafficCollector()
  private var time = 0.0
  private var size = 0.0
  /// Bytes a second of each page, and of a search for line feeds in it.
  private var rates: [Double] = []
  private var scans: [Double] = []
  /// Bytes that the reading of each page took besides the page.
  private var memories: [Double] = []

  init(system: String) {
    target = MetricsTarget(
      system: system, pod: NamespacedName("traefik", "traefik-0"), address: "127.0.0.1", port: 9100)
    collector.use(TrafficNames(RoutingTable([]), Inventory()))
    warm(system)
  }

  /// Reads a small page of the system twice, so that the program's own code is in memory before anything is measured.
  private func warm(_ system: String) {
    guard let writer = MetricsPages.Writer(rawValue: system) else { return }
    var (pages, other) = (MetricsPages(writer, series: 300), collector)
    for round in 0..<2 { _ = other.take(pages.page(round).bytes, of: target, at: Double(round)) }
  }

  var result: JSONValue {
    [
      "page": .number(size), "first": .number(rates[0] / 1e6),
      "later": .number(Array(rates.dropFirst()).median / 1e6), "scan": .number(scans.median / 1e6),
      "memory": .number(memories[0]), "laterMemory": .number(memories.dropFirst().max() ?? .nan),
    ]
  }

  mutating func take(_ file: String) throws {
    let page = try Self.bytes(of: file)
    size = Double(page.count)
    // Forgets what the peak was before.
    try "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
    let before = try Self.memory("VmRSS")
    let start = DiagnosisBenchmark.processorSeconds()
    let increment = collector.take(page, of: target, at: time)
    let seconds = DiagnosisBenchmark.processorSeconds() - start
    memories.append(try Self.memory("VmHWM") - before)
    rates.append(size / seconds)
    guard (increment != nil) == (time > 0) else {
      throw RunningProgram.Failure(description: "\(file) counts nothing")
    }
    time += 5
    let scan = DiagnosisBenchmark.processorSeconds()
    let lines = Self.lines(in: page)
    scans.append(size / (DiagnosisBenchmark.processorSeconds() - scan))
    guard lines > 40_000 else { throw RunningProgram.Failure(description: "\(file) is no page") }
  }

  private static func memory(_ field: String) throws -> Double {
    try RunningProgram.memory(field, of: ProcessInfo.processInfo.processIdentifier) * 1_048_576
  }

  /// A file, with no byte more in memory than it has.
  private static func bytes(of file: String) throws -> [UInt8] {
    let descriptor = open(file, O_RDONLY)
    defer { close(descriptor) }
    let count = Int(lseek(descriptor, 0, SEEK_END))
    lseek(descriptor, 0, SEEK_SET)
    return [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, length in
      while length < count, let base = buffer.baseAddress {
        let part = read(descriptor, base + length, count - length)
        guard part > 0 else { return }
        length += part
      }
    }
  }

  private static func lines(in page: [UInt8]) -> Int {
    page.withUnsafeBytes { bytes in
      var (place, lines) = (0, 0)
      while place < bytes.count, let base = bytes.baseAddress,
        let feed = memchr(base + place, 0x0A, bytes.count - place)
      {
        lines += 1
        place = UnsafeRawPointer(feed) - base + 1
      }
      return lines
    }
  }
}
