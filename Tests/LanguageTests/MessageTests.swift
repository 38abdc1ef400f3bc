import Language
import Testing

@Suite struct MessageTests {
  @Test func `the locale's strongest variable names the language`() {
    #expect(Language(environment: ["LANG": "fr_FR.UTF-8"]) == .french)
    #expect(Language(environment: ["LANG": "fr_FR.UTF-8", "LC_ALL": "C"]) == nil)
    #expect(
      Language(environment: ["LC_ALL": "", "LC_MESSAGES": "en_GB", "LANG": "fr"]) == .english)
    #expect(Language(environment: ["LANG": "fr"]) == .french)
    #expect(Language(environment: [:]) == nil)
  }

  @Test func `a message keeps its English, its key and its holes`() {
    let message: Message = "Service \("web") has " + "\(3) pods"
    #expect(message.english == "Service web has 3 pods")
    #expect(message.template == "Service {} has {} pods")
    #expect(message.arguments == [.text("web"), .text("3")])
    #expect(localized(message) == "Service web has 3 pods")
  }

  @Test func `without a translation the English text is shown`() {
    Language.$current.withValue(.french) {
      #expect(localized("no such sentence {} of \("x")") == "no such sentence {} of x")
    }
  }

  @Test func `a message in a hole is said in the language of the whole`() {
    let inner: Message = "is an IP address"
    let message: Message = "The host \"\("a\u{1B}b")\" \(inner)."
    #expect(message.english == "The host \"a\u{1B}b\" is an IP address.")
    #expect(
      message.mapped { $0.filter { $0 != "\u{1B}" } }.english == "The host \"ab\" is an IP address."
    )
    Language.$current.withValue(.french) {
      #expect(localized(message) == "L'hôte \"a\u{1B}b\" est une adresse IP.")
      #expect(localized(1, "address") == "1 adresse" && localized(2, "address") == "2 adresses")
    }
  }

  @Test func `counts take the forms of the language`() {
    #expect(localized(1, "address", "addresses") == "1 address")
    #expect(localized(0, "pod") == "0 pods")
    #expect(Language.french.isSingular(0) && !Language.english.isSingular(0))
  }
}
