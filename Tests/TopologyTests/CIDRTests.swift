import Testing
import Topology

@Suite struct CIDRTests {
  @Test(arguments: [
    "10.0.0.1", "0.0.0.0", "255.255.255.255", "::", "::1", "2001:db8::1", "fe80::1:2:3:4",
    "1:2:3:4:5:6:7:8", "1::8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "::ffff:10.0.0.1",
    "64:ff9b::192.0.2.33", "010.000.0.01", "ABCD::ef",
  ])
  func `an address is read`(_ text: String) {
    #expect(IPAddress(text) != nil)
  }

  @Test(arguments: [
    "", "10", "10.0.0", "10.0.0.0.1", "256.0.0.1", "10.0.0.-1", "10.0.0.+1", "10..0.1", "a.b.c.d",
    ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::",
    "1:2:3:4:5:6:7:8::",
    "::1%eth0", "1.2.3.4::", "::1.2.3.4:5", "::1.2.3", ":1::2", "1::2:", "١.0.0.1", "10.0.0.0001",
    "+1::", "shop",
  ])
  func `what is no address is refused`(_ text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test func `the ways to write an address are one`() {
    #expect(IPAddress("::ffff:10.0.0.1") == IPAddress("10.0.0.1"))
    #expect(IPAddress("2001:DB8:0:0::1") == IPAddress("2001:db8::1"))
    #expect(IPAddress("010.0.0.1") == IPAddress("10.0.0.1"))
    #expect(IPAddress("::1") != IPAddress("0.0.0.1"))
  }

  @Test(arguments: [
    ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false),
    ("10.1.2.3/32", "10.1.2.3", true), ("10.1.2.3/32", "10.1.2.2", false),
    ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "::1", false), ("::/0", "8.8.8.8", false),
    ("::/0", "2001:db8::1", true), ("192.168.1.77/24", "192.168.1.1", true),
    ("10.0.0.128/25", "10.0.0.127", false), ("10.0.0.128/25", "10.0.0.255", true),
    ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::", false),
    ("2001:db8::/64", "2001:db8::ffff:0:0:1", true), ("2001:db8::/64", "2001:db8:0:1::", false),
    ("2001:db8::8000:0:0:0/65", "2001:db8::7fff:0:0:0", false),
    ("2001:db8::8000:0:0:0/65", "2001:db8::ffff:0:0:0", true),
    ("2001:db8::1/128", "2001:db8::1", true), ("2001:db8::1/128", "2001:db8::2", false),
    ("::ffff:10.0.0.0/104", "10.9.9.9", true), ("::ffff:10.0.0.0/104", "11.0.0.0", false),
  ])
  func `a block holds the addresses of its prefix`(
    _ block: String, _ address: String, _ isInside: Bool
  ) throws {
    #expect(try #require(CIDRBlock(block)).contains(try #require(IPAddress(address))) == isInside)
  }

  @Test(arguments: [
    "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "/8",
    "::/129", "10.0.0/8", "::ffff:10.0.0.0/95", "10.0.0.0/ 8", "10.0.0.0/1234",
  ])
  func `what is no block is refused`(_ text: String) {
    #expect(CIDRBlock(text) == nil)
  }

  @Test func `a part of a block is smaller and inside`() throws {
    let block = try #require(CIDRBlock("10.0.0.0/8"))
    let parts = ["10.1.0.0/16", "10.0.0.0/9", "10.0.0.0/8", "11.0.0.0/16", "0.0.0.0/0", "::/64"]
    #expect(
      parts.compactMap(CIDRBlock.init).map(block.strictlyContains) == [
        true, true, false, false, false, false,
      ])
  }

  @Test func `a selector with a part that cannot be read is none`() {
    let sound: [JSONValue] = [
      [:], ["matchLabels": ["a": "b"]],
      ["matchExpressions": [["key": "a", "operator": "In", "values": ["b"]]]],
      ["matchExpressions": [["key": "a", "operator": "Exists"]]],
    ]
    #expect(sound.allSatisfy { LabelSelector(strict: $0) != nil })
    let broken: [JSONValue] = [
      .null, "a=b", ["matchLabels": ["a": 1]], ["matchLabels": ["a"]],
      ["matchExpressions": ["key": "a"]], ["matchExpressions": [["key": "a"]]],
      ["matchExpressions": [["key": "a", "operator": "in", "values": ["b"]]]],
      ["matchExpressions": [["key": "a", "operator": "In"]]],
      ["matchExpressions": [["key": "a", "operator": "NotIn", "values": []]]],
      ["matchExpressions": [["key": "a", "operator": "In", "values": [1]]]],
      ["matchExpressions": [["key": "a", "operator": "Exists", "values": ["b"]]]],
      ["matchExpressions": [["key": "", "operator": "Exists"]]],
    ]
    #expect(broken.allSatisfy { LabelSelector(strict: $0) == nil })
  }
}
