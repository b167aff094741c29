extension HelpTopic {
  /// The language of chains in a page.
  static let chain = HelpTopic(
    name: "chain", summary: "Chains: how optimizers are written",
    parts: [
      .text(
        "A chain is a list of modules joined by |. The first one gets the gradient; each hands on an update u to the next; what the "
          + "last one gives is subtracted from the parameters: x ← x − u. A chain without a step size takes steps of size 1."),
      .chains([
        ("adam | lr(1e-2)", "Adam's direction, a hundredth of it"),
        ("clipnorm(1) | heavyball(0.9) | lr(0.1)", "the order is the order of the work: clipped before it is averaged"),
        ("lbfgs | strongwolfe", "a direction, then a line search along it"),
        ("levenbergmarquardt(gaussnewton)", "a trust region around the module that gives it a model"),
      ]),
      .heading("Parameters"),
      .text(
        "Positional first, in the order of `tzopt modules NAME`, then by name. Case, _ and - in a module's name do not matter. A word "
          + "of a fixed set needs no quotes; none, true, false, inf and pi are words too."),
      .chains([
        ("adam(0.9, beta2=0.99)", "beta1 by place, beta2 by name"),
        ("backtracking(c=1e-4, maxiter=20)", "all by name"),
      ]),
      .heading("Chains inside modules"),
      .text("Where a parameter takes a chain, a chain is written there. Brackets group, lists are written in [ ]."),
      .chains([
        ("split(ndim >= 2, true=orthogonalize, false=adam) | lr(0.02)", "matrices one way, everything else another; the filter knows ndim, numel, size, name"),
        ("alternate(adam, sign | mul(0.5)) | lr(1e-2)", "one at a time, in turn"),
        ("graft(direction=shampoo, magnitude=adam) | lr(1e-2)", "the direction of one, the size of the other"),
      ]),
      .heading("Arithmetic"),
      .text("Chains can be added, multiplied, divided, negated and raised to powers; numbers are constants."),
      .chains([
        ("0.7*adam + 0.3*sign | lr(1e-2)", "a weighted sum of two directions"),
        ("ema(0.9) / (sqrtemasquared(0.999) + 1e-8)", "Adam without its corrections, as its formula reads"),
      ]),
      .heading("Schedules"),
      .text(
        "Every number may be an expression in the step t, which counts from 0. Shapes: constant, linear, exponential, cosine, step, "
          + "onecycle, warmup."),
      .chains([
        ("adam | lr(1e-2 * 0.99^t)", "decays by one percent a step"),
        ("adam | lr(cosine(1e-2, 1e-4, 1000))", "from 1e-2 to 1e-4 in 1000 steps"),
      ]),
      .heading("Holes and recipes"),
      .text(
        "?name is a hole; ?name=value has a default. `--set name=value` fills it, and tuning searches over it. @name is the chain in the "
          + "file name.chain, looked up beside the referring file, in Recipes/, in the user's configuration folder and in what was "
          + "installed; @name(hole=value) fills its holes. A # begins a comment; newlines are blanks."),
      .chains([
        ("adam(?beta1=0.9) | lr(?lr=1e-2)", "two holes with defaults"),
        ("@adamw(lr=3e-3)", "a recipe with one of its holes filled"),
      ]),
      .heading("In a shell"),
      .text("| and ( belong to the shell: put chains in single quotes. A chain of - is read from the standard input."),
      .commands([
        "tzopt solve rosenbrock --chain 'lbfgs | strongwolfe'",
        "tzopt solve booth --chain 'adam | lr(?lr)' --set lr=0.1",
        "tzopt graph 'split(ndim >= 2, true=orthogonalize, false=adam)'",
      ]),
    ])
}
