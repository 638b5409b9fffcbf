// Sets the formulas that come as JSON on standard input, [tex, display] each, as SVG.
const pairs = JSON.parse(require("fs").readFileSync(0, "utf8"));
const load = ["input/tex", "output/svg", "adaptors/liteDOM", "a11y/assistive-mml"];

require(`${process.argv[2]}/es5/node-main.js`)
  .init({ loader: { load, versionWarnings: false }, svg: { fontCache: "none" } })
  .then((MathJax) => {
    const set = ([tex, display]) => MathJax.startup.adaptor.outerHTML(MathJax.tex2svg(tex, { display }));
    process.stdout.write(JSON.stringify(pairs.map(set)));
  });
