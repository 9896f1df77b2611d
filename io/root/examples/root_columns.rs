//! Lists the columns of every tree of a file, with counts and sums: `root_columns FILE`.

use nuscope_root::{File, Result};

fn main() -> Result<()> {
    let path = std::env::args_os().nth(1).unwrap_or_default();
    let file = File::open(path.as_ref())?;
    println!("ROOT {}: {:?}", file.release(), file.objects());
    for name in ["Head", "Header"] {
        for (key, value) in file.texts(name)?.unwrap_or_default() {
            println!("  header {key}: {value}");
        }
    }
    for name in file.trees() {
        let tree = file.tree(name)?;
        println!("tree {name}: {} entries", tree.entries());
        for branch in tree.branches() {
            let entries = 0..branch.entries();
            let values = if branch.has_numbers() {
                branch.numbers::<f64>(entries).map(|lists| lists.values)
            } else if branch.has_nested() {
                branch.nested::<f64>(entries).map(|lists| lists.values)
            } else {
                continue;
            };
            match values {
                Ok(values) => {
                    let sum: f64 = values.iter().filter(|value| value.is_finite()).sum();
                    println!("  {}: {} values, sum {sum}", branch.path(), values.len());
                }
                Err(error) => println!("  not read: {error}"),
            }
        }
    }
    Ok(())
}
