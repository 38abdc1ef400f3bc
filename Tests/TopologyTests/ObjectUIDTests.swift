import Testing
import Topology

struct ObjectUIDTests {
  @Test(arguments: [
    "0b2f1c9e-7a55-4d0e-9f3c-00ff12abcdef", "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "00000000-0000-0000-0000-000000000000", "", "web-1", "0B2F1C9E-7A55-4D0E-9F3C-00FF12ABCDEF",
    "0b2f1c9e-7a55-4d0e-9f3c-00ff12abcdeg", "0b2f1c9e07a55-4d0e-9f3c-00ff12abcdef",
    "0b2f1c9e-7a55-4d0e-9f3c-00ff12abcdé", "0b2f1c9e-7a55-4d0e-9f3c-00ff12abcdef0",
  ])
  func `a UID is read as it was written`(text: String) {
    var metadata = Metadata(name: "web", uid: text)
    #expect(metadata.uid == text)
    #expect(metadata == Metadata(name: "web", uid: text))
    metadata.uid = "other"
    #expect(metadata.uid == "other" && metadata != Metadata(name: "web", uid: text))
  }

  @Test func `UIDs that differ in one place are not equal`() {
    let text = "0b2f1c9e-7a55-4d0e-9f3c-00ff12abcdef"
    for place in text.indices where text[place] != "-" {
      var other = text
      other.replaceSubrange(place...place, with: text[place] == "0" ? "1" : "0")
      #expect(Metadata(name: "web", uid: text) != Metadata(name: "web", uid: other))
    }
  }
}
