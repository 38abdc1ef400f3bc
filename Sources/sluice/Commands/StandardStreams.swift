import Foundation

/// Data to standard output, messages to standard error.
enum StandardStreams {
  /// Writes data; a reader that went away (`| head`) ends the program without a word.
  static func output(_ text: String) {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    } catch {
      Foundation.exit(0)
    }
  }

  /// Writes one message and a new line; a message that cannot be written is lost.
  static func message(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data("\(text)\n".utf8))
  }
}
