package import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Reads a metrics endpoint over HTTP.
package struct MetricsFetch: Sendable {
  /// Why a reading failed; the readings get a gap and the next one is tried at its time.
  package enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    case status(Int)
    case unreachable(String)
    /// More bytes came than are read.
    case tooLong

    package var description: String {
      switch self {
      case .status(let code): "it answers \(code)"
      case .unreachable(let reason): reason
      case .tooLong: "its page has more than \(MetricsFetch.limit >> 20) MiB"
      }
    }
  }

  /// The most bytes of one answer.
  package static let limit = 32 << 20

  private let client: HTTPClient
  private let url: String

  package init(client: HTTPClient, url: String) {
    self.client = client
    self.url = url
  }

  /// The text of the endpoint; two seconds are the limit.
  package func text() async throws(Failure) -> [UInt8] {
    do {
      let response = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(2))
      guard response.status == .ok else { throw Failure.status(Int(response.status.code)) }
      return try await Self.bytes(of: response)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw .unreachable(FailureWords.phrase(error))
    }
  }

  /// The bytes of an answer, each copied once: pages are large, and many are read at once.
  private static func bytes(of response: HTTPClientResponse) async throws -> [UInt8] {
    var page: [UInt8] = []
    if let length = response.headers.first(name: "Content-Length").flatMap(Int.init), length > 0 {
      guard length <= limit else { throw Failure.tooLong }
      page.reserveCapacity(length)
    }
    for try await part in response.body {
      guard page.count + part.readableBytes <= limit else { throw Failure.tooLong }
      part.withUnsafeReadableBytes { page.append(contentsOf: $0) }
    }
    return page
  }
}
