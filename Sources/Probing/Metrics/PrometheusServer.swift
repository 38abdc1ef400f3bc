package import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Topology
package import Traffic

/// A Prometheus server that is asked by PromQL (HTTP API v1, `/api/v1/query`).
package struct PrometheusServer: Sendable {
  /// Why an answer could not be had.
  package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
  }

  /// Asks for a path with a query and returns what was answered, whatever its status.
  package typealias Ask =
    @Sendable (_ path: String, _ query: [(String, String)]) async throws -> [UInt8]

  /// Only as much of an answer is read.
  package static let limit = 32 << 20

  private let ask: Ask

  /// A server that is reached in some way of the caller's.
  package init(ask: @escaping Ask) { self.ask = ask }

  /// The server at a URL of http or https; a user and a password in it go into a header.
  package init(url: PrometheusURL, client: HTTPClient) {
    self.init { path, query in
      let parameters = query.map { "\($0.0)=\($0.1.percentEncoded)" }.joined(separator: "&")
      var request = HTTPClientRequest(url: "\(url.base)\(path)?\(parameters)")
      if let credentials = url.authorization {
        request.headers.add(name: "Authorization", value: credentials)
      }
      do {
        let response = try await client.execute(request, timeout: .seconds(5))
        return Array(buffer: try await response.body.collect(upTo: Self.limit))
      } catch is NIOTooManyBytesError {
        throw Failure(description: "its answer has more than \(Self.limit >> 20) MiB")
      } catch {
        throw Failure(description: FailureWords.phrase(error))
      }
    }
  }

  /// The samples of an instant vector; `time` is when it is asked for, in seconds since 1970, nil is now.
  package func samples(_ query: String, at time: Double? = nil) async throws(Failure)
    -> [TrafficSample]
  {
    let bytes: [UInt8]
    do {
      let moment = time.map { [("time", String(format: "%.3f", $0))] } ?? []
      bytes = try await ask("/api/v1/query", [("query", query)] + moment)
    } catch {
      throw error as? Failure ?? Failure(description: "\(error)")
    }
    guard let answer = try? JSONValue(parsing: bytes) else {
      throw Failure(description: "it is no Prometheus: it does not answer with JSON")
    }
    guard answer["status"].string == "success" else {
      throw Failure(description: answer["error"].string ?? "it is no Prometheus")
    }
    return answer["data"]["result"].array.compactMap(Self.sample)
  }

  /// One element of a vector; nil for what is none.
  private static func sample(_ element: JSONValue) -> TrafficSample? {
    guard let text = element["value"].array.last?.string, element["value"].array.count == 2,
      let value = Double(text)
    else { return nil }
    var labels: [String: String] = [:]
    for (name, label) in element["metric"].object { labels[name] = label.string }
    return TrafficSample(labels: labels, value: value)
  }
}

/// Where a Prometheus server is: its URL without what must not be shown.
package struct PrometheusURL: Hashable, Sendable {
  /// Scheme, host, port and path, without a last slash.
  package let base: String
  /// The header of a user and a password; never shown.
  let authorization: String?

  /// Reads `http://host:9090/path`; nil for what is no URL of http or https with a host.
  package init?(_ text: String) {
    guard var parts = URLComponents(string: text), let host = parts.host, !host.isEmpty,
      ["http", "https"].contains(parts.scheme?.lowercased() ?? ""), parts.query == nil,
      parts.fragment == nil
    else { return nil }
    authorization = parts.user.map { user in
      "Basic " + Data("\(user):\(parts.password ?? "")".utf8).base64EncodedString()
    }
    (parts.user, parts.password) = (nil, nil)
    while parts.path.hasSuffix("/") { parts.path.removeLast() }
    guard let url = parts.string else { return nil }
    base = url
  }
}
