/// The family's modules in the order of listing.
let lineSearchModules: [Module.Type] = [
]
