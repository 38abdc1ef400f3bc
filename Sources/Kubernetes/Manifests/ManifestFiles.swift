import Foundation
import Topology

/// Finds the files behind paths and reads them within a bound.
struct ManifestFiles {
  /// The most bytes that are read from one file.
  let limit: Int
  let standardInput: @Sendable () throws -> [UInt8]

  private static let extensions: Set = ["yaml", "yml", "json"]
  private static let mostFiles = 20_000
  private static let deepestFolder = 32

  /// The files of a path: itself, or what a folder holds, sorted; folders that are links are not followed.
  func files(at path: String) throws(ManifestProblem) -> [String] {
    if path == "-" { return [path] }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw ManifestProblem(
        file: path, what: "there is no such file or folder", mend: "check the path after -f")
    }
    guard isFolder.boolValue else { return [path] }
    var found: [String] = []
    collect(path, depth: 0, into: &found)
    guard !found.isEmpty else {
      throw ManifestProblem(
        file: path, what: "the folder holds no manifests",
        mend: "name a folder with *.yaml, *.yml or *.json files")
    }
    return found
  }

  private func collect(_ folder: String, depth: Int, into found: inout [String]) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted() ?? []
    for name in names where !name.hasPrefix(".") && found.count < Self.mostFiles {
      let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { continue }
      if !isFolder.boolValue {
        // Reading a pipe that happens to lie there would never end.
        if Self.extensions.contains((name as NSString).pathExtension.lowercased()), isRegular(path)
        {
          found.append(path)
        }
      } else if depth < Self.deepestFolder, !isLink(path) {
        collect(path, depth: depth + 1, into: &found)
      }
    }
  }

  private func isRegular(_ path: String) -> Bool {
    let target = (path as NSString).resolvingSymlinksInPath
    let type = try? FileManager.default.attributesOfItem(atPath: target)[.type]
    return type as? FileAttributeType == .typeRegular
  }

  private func isLink(_ path: String) -> Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
  }

  /// The text of a file; what is too large is refused by its size, unread.
  func text(of path: String) throws(ManifestProblem) -> String {
    let bytes = try path == "-" ? input() : bytes(of: path)
    guard bytes.count <= limit else { throw tooLarge(path) }
    if let zero = bytes.firstIndex(of: 0) {
      throw notText(path, bytes, at: zero, "it holds binary data")
    }
    let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    guard let text = String(validating: body, as: UTF8.self) else {
      throw notText(path, bytes, at: Self.firstInvalid(bytes), "it is not valid UTF-8")
    }
    return text
  }

  private func input() throws(ManifestProblem) -> [UInt8] {
    do {
      return try standardInput()
    } catch {
      throw ManifestProblem(
        file: "standard input", what: "it cannot be read", mend: "pipe manifests into it")
    }
  }

  private func bytes(of path: String) throws(ManifestProblem) -> [UInt8] {
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: (path as NSString).resolvingSymlinksInPath)
    if attributes?[.type] as? FileAttributeType == .typeRegular,
      let size = attributes?[.size] as? Int, size > limit
    {
      throw tooLarge(path)
    }
    do {
      let handle = try FileHandle(forReadingFrom: URL(filePath: path))
      defer { try? handle.close() }
      return try Self.read(handle, atMost: limit + 1)
    } catch {
      throw ManifestProblem(
        file: path, what: "it cannot be read", mend: "check its permissions")
    }
  }

  /// Reads until the end or the bound.
  static func read(_ handle: FileHandle, atMost bound: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < bound {
      guard let more = try handle.read(upToCount: min(1 << 20, bound - bytes.count)), !more.isEmpty
      else { break }
      bytes.append(contentsOf: more)
    }
    return bytes
  }

  private func tooLarge(_ path: String) -> ManifestProblem {
    ManifestProblem(
      file: Self.display(path), what: "it is larger than \(limit >> 20) MiB",
      mend: "split it into smaller files")
  }

  private func notText(
    _ path: String, _ bytes: [UInt8], at offset: Int, _ what: String
  ) -> ManifestProblem {
    let line = 1 + bytes[..<offset].count { $0 == UInt8(ascii: "\n") }
    return ManifestProblem(
      file: Self.display(path), line: line, what: what, mend: "save it as UTF-8 text")
  }

  private static func firstInvalid(_ bytes: [UInt8]) -> Int {
    var low = 0
    var position = 0
    while position < bytes.count {
      let width =
        switch bytes[position] {
        case 0..<0x80: 1
        case 0xC2..<0xE0: 2
        case 0xE0..<0xF0: 3
        case 0xF0..<0xF5: 4
        default: 0
        }
      let end = min(position + max(width, 1), bytes.count)
      guard width > 0, String(validating: bytes[position..<end], as: UTF8.self) != nil else {
        return position
      }
      low = end
      position = end
    }
    return low
  }

  /// How a path is named in messages.
  static func display(_ path: String) -> String { path == "-" ? "standard input" : path }
}
