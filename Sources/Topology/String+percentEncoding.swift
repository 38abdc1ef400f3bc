import Foundation

extension String {
  /// Everything but unreserved characters as `%XX` (RFC 3986, section 2.3).
  package var percentEncoded: String {
    var unreserved = CharacterSet.alphanumerics.intersection(CharacterSet(charactersIn: "\0"..."~"))
    unreserved.insert(charactersIn: "-._~")
    return addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }
}
