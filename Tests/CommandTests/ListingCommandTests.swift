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

  /// By set; a set or tags alone; names of those alone. All tags must hold.
  @Test func problemsBySetAndTag() throws {
    let all = try tzopt(["problems"], environment: ["COLUMNS": "80"]).lines
    #expect(all.contains { $0.hasPrefix("classic  ") } && all.contains { $0.hasPrefix("mgh  ") })
    #expect(all.allSatisfy { $0.count <= 80 })
    let mgh = try tzopt(["problems", "--set", "mgh", "--names"]).lines
    #expect(mgh.count == 35 && mgh == mgh.sorted())
    let convex = Set(try tzopt(["problems", "--tag", "convex", "--names"]).lines)
    let both = try tzopt(["problems", "--set", "mgh", "--tag", "convex", "--tag", "ill-conditioned", "--names"]).lines
    #expect(both.contains("variably_dimensioned") && !both.contains("linear_full_rank"))
    #expect(convex.isSuperset(of: both) && Set(mgh).isSuperset(of: both) && convex.contains("sphere"))
    let listed = try tzopt(["problems", "--set", "mgh", "--tag", "convex"]).lines
    #expect(listed.first?.hasPrefix("mgh  ") == true && listed.contains { $0.hasPrefix("  linear_rank1 ") })
  }

  /// The whole text of the errors.
  @Test(arguments: [
    (["--set", "mhg"], "error: unknown set 'mhg'\n  did you mean 'mgh'?\n"),
    (["--tag", "convx"], "error: unknown tag 'convx'\n  did you mean 'convex'?\n"),
    (
      ["--tag", "q"],
      "error: unknown tag 'q'\n  tags: convex, multimodal, ill-conditioned, nonsmooth, separable, least-squares, stochastic, matrix\n"
    ),
    (["--set", "mgh", "--tag", "matrix"], "error: no problem of mgh has the tag matrix\n  tzopt problems --tag matrix lists those of all sets\n"),
  ]) func wrongSetsAndTags(_ arguments: [String], _ said: String) throws {
    let result = try tzopt(["problems"] + arguments)
    #expect(result.status == 64 && result.out.isEmpty)
    #expect(result.err == said)
  }

  /// Local minima and minima of other dimensions are shown.
  @Test func minimaAreShown() throws {
    func page(_ name: String) throws -> String { try tzopt(["problems", name], environment: ["COLUMNS": "120"]).out }
    #expect(try page("bard").contains("  local minimum  17.42869333333333 at (0.8406666666666667, -inf, -inf)\n"))
    #expect(try page("watson").contains("6, or 2 to 31\n"))
    #expect(try page("freudenstein_roth").contains("48.98425367924002 at (11.412778986902094, -0.8968052532744765)\n"))
    let wrong = try tzopt(["solve", "watson", "--dim", "32", "--chain", "lr(1)"])
    #expect(wrong.status == 64 && wrong.err == "error: watson does not exist in dimension 32\n  its dimension: 2 to 31\n")
  }
}
