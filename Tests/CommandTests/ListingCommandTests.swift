import Testing

@Suite struct ListingCommandTests {
  @Test func helpLeadsWithExamples() throws {
    let result = try tzopt(["--help"])
    #expect(result.status == 0)
    #expect(result.lines.prefix(6).contains { $0.contains("tzopt solve rosenbrock --chain 'lbfgs | strongwolfe'") })
    #expect(try tzopt(["solve", "--help"]).lines.prefix(6).contains { $0.contains("tzopt solve rosenbrock") })
  }

  @Test func version() throws { #expect(try tzopt(["--version"]).out.first?.isNumber == true) }

  @Test func namesOneALine() throws {
    let names = try tzopt(["modules", "--names"]).lines
    #expect(names.contains("adam") && names.allSatisfy { !$0.contains(" ") })
  }

  @Test func modulesFollowTheWidth() throws {
    let result = try tzopt(["modules"], environment: ["COLUMNS": "70"])
    #expect(result.lines.allSatisfy { $0.count <= 70 })
  }

  @Test func graphAndDot() throws {
    #expect(try tzopt(["graph", "adam | lr(0.1)"]).out == "adam | lr(0.1)\n├─ adam\n└─ lr  lr=0.1\n")
    #expect(try tzopt(["graph", "lr(?a)", "--set", "a=1/4"]).out.contains("lr=0.25"))
    #expect(try tzopt(["graph", "adam | lr(1)", "--dot"]).out.hasPrefix("digraph chain {"))
    #expect(try tzopt(["graph", "-"], stdin: "lr(2)").out.hasPrefix("lr(2)\n"))
  }

  @Test func recipesAreFoundBesideEachOtherAndInTheirFolders() throws {
    try withFiles([
      "Recipes/mine.chain": "# what I use\nadam | @rate(r=0.5)", "Recipes/rate.chain": "lr(?r)",
      "config/tzopt/recipes/far.chain": "@near", "config/tzopt/recipes/near.chain": "lr(7)",
    ]) { folder in
      let environment = ["XDG_CONFIG_HOME": folder + "/config"]
      #expect(try tzopt(["graph", "@mine"], environment: environment, in: folder).out.hasPrefix("adam | lr(0.5)\n"))
      #expect(try tzopt(["graph", "@far"], environment: environment, in: folder).out.hasPrefix("lr(7)\n"))
      let wrong = try tzopt(["graph", "@mne"], environment: environment, in: folder)
      #expect(wrong.status == 65 && wrong.err.contains("did you mean '@mine'?"))
    }
  }

  @Test func problemsAreListedAndExplained() throws {
    #expect(try tzopt(["problems", "--names"]).lines.contains("rosenbrock"))
    #expect(try tzopt(["problems", "rosenbrock"]).out.contains("rosenbrock"))
    let wrong = try tzopt(["problems", "rosenbrok"])
    #expect(wrong.status == 64 && wrong.err.contains("rosenbrock"))
  }
}
