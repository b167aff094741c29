import Numerics
import Optimization
import Testing
import Workbench

@Suite struct ListingTests {
  @Test func everyModuleIsListedOnceAndHasAPage() {
    let listing = ModuleListing(style: TextStyle(columns: 90))
    let names = listing.names.split(separator: "\n").map(String.init)
    #expect(Set(names).count == names.count && names.contains("adam"))
    for name in names {
      let page = listing.page(name)
      #expect(page?.contains("parameters") == true, "\(name)")
      #expect(listing.all.contains(name))
    }
  }

  @Test func aPageShowsWhatIsDeclared() throws {
    let page = try #require(ModuleListing(style: TextStyle(columns: 90)).page("Adam"))
    #expect(page.hasPrefix("adam  (adaptive)\n"))
    #expect(page.contains("beta1 = 0.9") && page.contains("[0, 1)") && page.contains("Kingma"))
  }

  @Test func anUnknownModuleGetsTheNearest() {
    #expect(ModuleListing(style: TextStyle()).unknown("adm").contains("did you mean 'adam'"))
  }

  @Test func noLineIsWiderThanTheTerminal() {
    for columns in [60, 80, 120] {
      for line in ModuleListing(style: TextStyle(columns: columns)).all.split(separator: "\n") {
        #expect(line.count <= columns, "\(line)")
      }
    }
  }

  @Test func treeShowsChangedSettingsAndInnerChains() throws {
    let chain = try ChainReader.chain("adam(0.95, exp_avg_tfm=lr(2) | lr(3)) | lr(0.1)")
    #expect(ChainTree(chain, style: TextStyle()).text == """
      adam(0.95, exp_avg_tfm=lr(2) | lr(3)) | lr(0.1)
      ├─ adam  beta1=0.95
      │  └─ exp_avg_tfm:
      │     ├─ lr  lr=2
      │     └─ lr  lr=3
      └─ lr  lr=0.1

      """)
  }

  @Test func numbersBesideChainsAreShown() throws {
    let chain = try ChainReader.chain("0.7*adam + (sign - 2) | lr(1)")
    #expect(ChainTree(chain, style: TextStyle()).text == """
      0.7 * adam + (sign - 2) | lr(1)
      ├─ sum
      │  ├─ inputs[0]:
      │  │  └─ prod
      │  │     ├─ inputs[0]: 0.7
      │  │     └─ inputs[1]:
      │  │        └─ adam
      │  └─ inputs[1]:
      │     └─ submodules  other=2
      │        └─ input:
      │           └─ sign
      └─ lr  lr=1

      """)
  }

  @Test(arguments: [
    "(adam + sign) * 2 | lr(1)", "adam - (sign - lion)", "(sum(adam, sign) + lion) / 2", "adam / (sign * lion)", "(adam^2)^3",
    "adam^(sign + 1)", "(adam | sign) + lion", "0.5 * adam + 0.5 * lion",
  ])
  func canonicalTextReadsBackAsTheSameChain(_ text: String) throws {
    let chain = try ChainReader.chain(text)
    let again = try ChainReader.chain(chain.text)
    #expect(again.text == chain.text)
    #expect(ChainTree(again, style: TextStyle()).text == ChainTree(chain, style: TextStyle()).text)
  }

  @Test func dotBoxesInnerChains() throws {
    let chain = try ChainReader.chain("adam(exp_avg_tfm=lr(2) | lr(3)) | lr(0.1)")
    let dot = ChainDot.text(chain)
    #expect(dot.hasPrefix("digraph chain {\n") && dot.hasSuffix("}\n"))
    #expect(dot.contains("n0 [label=\"adam\"];") && dot.contains("n1 -> n2;"))
    #expect(dot.contains("n0 -> n1 [style=dashed, lhead=cluster_0];") && dot.contains("n0 -> n3;"))
    #expect(dot.filter { $0 == "{" }.count == dot.filter { $0 == "}" }.count)
  }
}
