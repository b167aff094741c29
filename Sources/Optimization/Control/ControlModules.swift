/// The family's modules in the order of listing.
let controlModules: [Module.Type] = [
]
