import Foundation
import Testing

/// `tzopt recipes` and `@name`, wherever the tool lies and whoever wrote the recipe.
@Suite struct RecipesCommandTests {
  @Test func listsNamesAndTitles() throws {
    let names = try tzopt(["recipes", "--names"]).lines
    #expect(names.count >= 40 && names == names.sorted() && names.contains("muon"))
    let list = try tzopt(["recipes"], environment: ["COLUMNS": "200"]).lines
    #expect(list.count == names.count)
    #expect(list.contains { $0.hasPrefix("muon  ") && $0.hasSuffix("  Muon: orthogonalized Nesterov momentum for matrices, Adam for everything else") })
    for columns in [60, 80] {
      let narrow = try tzopt(["recipes"], environment: ["COLUMNS": "\(columns)"]).lines
      #expect(narrow.allSatisfy { $0.count <= columns })
    }
  }

  @Test func explainsOne() throws {
    let page = try tzopt(["recipes", "muon"])
    #expect(page.status == 0 && page.err.isEmpty)
    for part in [
      "@muon  (", "\nuse\n", "\nholes\n  lr = 0.02        step size of matrices; Adam gets 1/66 of it\n",
      "\nchain\n  split(ndim >= 2, true=nag(?momentum=0.95)",
      "\nread as\n  split(ndim >= 2, true=nag(0.95)", "├─ split  filter=ndim >= 2\n", "\nsource\n  Jordan et al., Muon",
    ] { #expect(page.out.contains(part), "\(part)") }
    #expect(try tzopt(["recipes", "@muon"]).out == page.out)
    let needs = try tzopt(["recipes", "levenberg_marquardt"]).out.components(separatedBy: "\nneeds\n")
    #expect(needs.count == 2 && needs[1].prefix { $0 != "\n" }.contains("residuals"))
  }

  @Test(arguments: [
    ("moun", "unknown recipe 'moun'\n  did you mean 'muon'?"), ("../Recipes/muon", "unknown recipe '../Recipes/muon'\n  tzopt recipes lists them all"),
  ])
  func unknownOnes(_ name: String, _ message: String) throws {
    let result = try tzopt(["recipes", name])
    #expect(result.status == 64 && result.out.isEmpty && result.err == "error: \(message)\n")
  }

  /// A binary that was copied somewhere has its recipes with it.
  @Test func aMovedBinaryHasItsRecipes() throws {
    try withFiles(["home/empty": ""]) { folder in
      let tool = folder + "/elsewhere"
      try FileManager.default.copyItem(atPath: toolPath, toPath: tool)
      let line = "cd '\(folder)/home' && env -i HOME='\(folder)/home' '\(tool)' "
      #expect(try shell(line + "recipes adamw").out.hasPrefix("@adamw  (compiled in)\n"))
      let run = try shell(line + "solve rosenbrock --chain '@adamw' --set lr=0.1 --steps 3 --quiet --format jsonl")
      #expect(run.out.contains("\"chain\":\"adam | weightdecay(0.01) | lr(0.1)\"") && run.status == 0)
    }
  }

  /// Own recipes come first, and may be as short as one likes.
  @Test func ownRecipes() throws {
    let files = [
      "config/tzopt/recipes/muon.chain": "sign | lr(?lr=0.5)", "config/tzopt/recipes/mine.chain": "# Mine\n# Hole lr: must be given\n@muon(lr=?lr)",
      "config/tzopt/recipes/wrong.chain": "# Wrong\nadm | lr(1)", "config/tzopt/recipes/not a name.chain": "sign", "work/none": "",
    ]
    try withFiles(files) { folder in
      func own(_ arguments: [String]) throws -> ToolResult {
        try tzopt(arguments, environment: ["XDG_CONFIG_HOME": folder + "/config", "COLUMNS": "120"], in: folder + "/work")
      }
      #expect(try own(["recipes", "muon"]).out.hasPrefix("@muon  (\(folder)/config/tzopt/recipes/muon.chain)\n"))
      let list = try own(["recipes"]).lines
      #expect(list.contains { $0.hasPrefix("muon ") && $0.hasSuffix(" sign | lr(?lr=0.5)") })
      #expect(list.contains { $0.hasPrefix("mine ") && $0.hasSuffix(" Mine") } && !list.contains { $0.hasPrefix("not a") })
      let mine = try own(["recipes", "mine"])
      #expect(mine.status == 0 && mine.out.contains("  lr (to be filled)  must be given\n"))
      let wrong = try own(["recipes", "wrong"])
      #expect(wrong.status == 65 && wrong.err.contains("in the recipe '@wrong'") || wrong.err.contains("unknown module 'adm'"))
      let run = try own(["solve", "rosenbrock", "--chain", "@mine", "--set", "lr=0.25", "--steps", "1", "--quiet", "--format", "jsonl"])
      #expect(run.out.contains("\"chain\":\"sign | lr(0.25)\""))
    }
  }
}
