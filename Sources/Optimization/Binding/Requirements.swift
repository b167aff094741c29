/// Why a chain cannot run on a problem, in a sentence that names both.
public struct RequirementError: Error {
  public let message: String
}

extension Chain {
  /// Checks, in order, what each module asks of the objective against what the problem gives and earlier modules add.
  public func checkRequirements(_ offered: Capabilities, problem: String) throws(RequirementError) {
    var given = offered
    var hasUpdate = false
    for module in modules {
      var needed = module.requires
      if module.readsUpdate && !hasUpdate { needed.insert(.gradient) }
      let missing = needed.subtracting(given.union(module.provides))
      if !missing.isEmpty {
        let what = missing.names.joined(separator: " and ")
        let mend =
          missing.contains(.gradient) ? "; put a gradient approximation before it: \(gradientApproximations)"
          : missing.contains(.residuals) ? "; it works on sums of squares: rosenbrock, booth, linear models with --loss mse" : ""
        throw RequirementError(message: "'\(module.name)' needs \(what), which \(problem) does not give\(mend)")
      }
      try module.checkSetup()
      given.formUnion(module.provides)
      // A module that leaves the update alone (a line in a log, a change of the objective) does not make one.
      if module.makesUpdate { hasUpdate = true }
      for (_, child) in module.members.children { try child.checkSetups() }
    }
  }

  /// The modules that make gradients of values alone.
  private var gradientApproximations: String {
    let names = gradientApproximationModules.filter { $0.init().requires.isEmpty }.map { $0.declaration.name }
    return names.dropLast().joined(separator: ", ") + " or \(names.last ?? "fdm")"
  }

  private func checkSetups() throws(RequirementError) {
    for module in modules {
      try module.checkSetup()
      for (_, child) in module.members.children { try child.checkSetups() }
    }
  }
}
