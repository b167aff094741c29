extension HelpTopic {
  /// Arithmetic in objectives, fits, filters and schedules.
  static let formula = HelpTopic(
    name: "formula", summary: "Formulas: arithmetic in objectives, fits, filters and schedules",
    parts: [
      .text(
        "One arithmetic serves everywhere; what its names mean depends on the place. In --objective they are the variables of --start, "
          + "in a fit the columns of the data and, where no column has the name, coefficients; in a filter the properties of a tensor "
          + "(ndim, numel, size, name); in a schedule the step t."),
      .heading("Operators, from loose to tight"),
      .terms([
        ("and  or  not", "logic: 0 is false, anything else true; mixed ones need brackets"),
        ("<  <=  >  >=  ==  !=", "comparisons give 1 or 0"),
        ("+  -  *  /", "as usual"),
        ("^", "power: tighter than a minus on its left (-x^2 is -(x^2)) and from the right (2^3^2 is 2^9)"),
      ]),
      .heading("Functions"),
      .terms([
        ("abs sign sqrt cbrt exp expm1 log log1p", "of one number; on vectors entry by entry"),
        ("sin cos tan asin acos atan sinh cosh tanh", "angles in radians"),
        ("erf relu sigmoid softplus", ""),
        ("atan2(y, x)  pow(x, y)  hypot(x, y)", "of two"),
        ("min max sum mean prod", "of several numbers, or of one vector"),
        ("clip(x, lo, hi)  where(condition, a, b)", "either bound may be none; both branches are computed"),
        ("norm([…])  dot([…], […])", "of vectors"),
      ]),
      .commands([
        "tzopt solve --objective '(1-x)^2 + 100*(y-x^2)^2' --start x=-1.2,y=1 --chain 'bfgs | backtracking'",
        "tzopt solve --objective 'sum([x, y, z]^2) + cos(x*y)' --start x=1,y=2,z=3 --chain 'newton | backtracking'",
      ]),
    ])
}
