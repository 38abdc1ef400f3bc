package import Language
package import Traffic

extension ProbeReading {
  /// What came; uncleaned.
  package var answer: Message {
    let time = Figures.milliseconds(duration)
    return switch outcome {
    case .open: "the connection is taken, in \(time) ms"
    case .status(let code): "\(code) in \(time) ms"
    case .health(true): "it serves, in \(time) ms"
    case .health(false): "it says that it does not serve, in \(time) ms"
    case .resolved(let addresses):
      addresses.isEmpty
        ? "no address is known for it"
        : "\(addresses.prefix(3).joined(separator: ", ")), in \(time) ms"
    case .refused: "the connection is refused"
    case .silent: "nothing within \(time) ms"
    case .unroutable(let reason): "cannot be reached from there: \(reason)"
    case .failed(let reason): "\(reason)"
    }
  }

  /// How long the certificate that was shown is good; nil without one.
  package var validity: Message? {
    guard let end = certificateEnd else { return nil }
    let left = Figures.age(max(0, end - time))
    return isOutdated ? "has ended" : "ends in \(left)"
  }

  /// The question, what came, and from where it was asked, in the language that is spoken now; uncleaned.
  package var sentence: String { "\(question): \(localized(answer)), \(localized(vantage.place))" }

  /// The sentence, with what is known of the certificate.
  package var testimony: String {
    sentence + (validity.map { ", \(localized($0))" } ?? "")
  }
}

extension ProbeReading.Vantage {
  /// From where something is asked, in words.
  package var place: Message {
    switch self {
    case .here: "from here"
    case .server: "through the API server"
    }
  }
}
