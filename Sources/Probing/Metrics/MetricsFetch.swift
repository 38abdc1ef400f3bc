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
      return Array(buffer: try await response.body.collect(upTo: Self.limit))
    } catch let failure as Failure {
      throw failure
    } catch is NIOTooManyBytesError {
      throw .tooLong
    } catch {
      throw .unreachable(FailureWords.phrase(error))
    }
  }
}
