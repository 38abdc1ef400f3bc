import FoundationEssentials

/// Reads the values of Secrets.
enum Base64 {
  /// The bytes of a text; nil when it is not Base64.
  static func bytes(of text: String) -> [UInt8]? {
    Data(base64Encoded: text, options: .ignoreUnknownCharacters).map { Array($0) }
  }
}
