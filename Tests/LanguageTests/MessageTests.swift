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
    #expect(message.arguments == ["web", "3"])
    #expect(localized(message) == "Service web has 3 pods")
  }

  @Test func `without a translation the English text is shown`() {
    Language.$current.withValue(.french) {
      #expect(localized("no such sentence {} of \("x")") == "no such sentence {} of x")
    }
  }

  @Test func `counts take the forms of the language`() {
    #expect(localized(1, "address", "addresses") == "1 address")
    #expect(localized(0, "pod") == "0 pods")
    #expect(Language.french.isSingular(0) && !Language.english.isSingular(0))
  }
}
