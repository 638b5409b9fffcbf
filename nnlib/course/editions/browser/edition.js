// The learner's copies of the notebooks, which the browser keeps and which hide the site's own.
//
// The rule is that of work/ (nnlib/course/lessons/edition.py): what is new appears; a copy that was
// only run is replaced; a copy that was edited stays, and a new version comes to lie beside it.
// JupyterLite keeps the files of a site in an IndexedDB database of the site's address.

const ROOT = new URL(".", import.meta.url);
const DATABASE = `JupyterLite Storage - ${ROOT.pathname}`;
const STORE = "files";
const RECORD = `nnlib edition ${ROOT.pathname}`;
const BESIDE = /\.updated(-\d+)?\.ipynb$/;

const answer = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

// A string as Python's json writes it.
const quoted = (text) =>
  JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (sign) => "\\u" + sign.charCodeAt(0).toString(16).padStart(4, "0"),
  );

// The fingerprint that nnlib.course.lessons.edition gives a notebook: of what a reader can edit.
export async function fingerprint(notebook) {
  const cells = notebook.cells
    .map((cell) => [cell.cell_type, [cell.source].flat().join("")])
    .filter(([, source]) => source.trim())
    .map(([kind, source]) => `[${quoted(kind)}, ${quoted(source)}]`);
  const bytes = new TextEncoder().encode(`[${cells.join(", ")}]`);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash].map((one) => one.toString(16).padStart(2, "0")).join("").slice(0, 32);
}

// The browser's files of this site, or null where nothing was ever kept.
async function openFiles() {
  const request = indexedDB.open(DATABASE);
  request.onupgradeneeded = () => request.transaction.abort(); // JupyterLite makes it, not we
  const database = await answer(request).catch(() => null);
  if (database?.objectStoreNames.contains(STORE)) {
    const files = (mode) => database.transaction(STORE, mode).objectStore(STORE);
    return {
      get: (path) => answer(files("readonly").get(path)),
      put: (path, file) => answer(files("readwrite").put(file, path)),
      drop: (path) => answer(files("readwrite").delete(path)),
      close: () => database.close(),
    };
  }
  database?.close();
  return null;
}

// The fingerprint of the learner's copy: null where there is none, "" for no notebook.
async function printOf(files, path) {
  const file = await files.get(path);
  if (!file) return null;
  try {
    const content = typeof file.content === "string" ? JSON.parse(file.content) : file.content;
    return await fingerprint(content);
  } catch {
    return "";
  }
}

function readRecord() {
  try {
    const { files, offered } = JSON.parse(localStorage.getItem(RECORD));
    return { files: { ...files }, offered: { ...offered } };
  } catch {
    return { files: {}, offered: {} };
  }
}

const last = (path) => path.split("/").pop();

async function nameBeside(files, record, path, now) {
  const stem = path.replace(/\.ipynb$/, "");
  for (let number = 1; ; number++) {
    const name = `${stem}.updated${number > 1 ? `-${number}` : ""}.ipynb`;
    if ([null, now, record.files[name] ?? now].includes(await printOf(files, name))) return name;
  }
}

async function putNew(files, path, name) {
  const found = await fetch(new URL(`files/${path}`, ROOT), { cache: "no-cache" });
  if (!found.ok) throw new Error(`${path}: ${found.status}`);
  const content = await found.json();
  const when = new Date().toISOString();
  await files.put(name, {
    name: last(name), path: name, type: "notebook", format: "json", content,
    mimetype: "application/x-ipynb+json", size: JSON.stringify(content).length,
    created: when, last_modified: when, writable: true,
  });
}

async function bring(files, record, path, now, said) {
  const theirs = await printOf(files, path);
  const handed = record.files[path];
  if (theirs === null || theirs === now) {
    record.files[path] = now;
    delete record.offered[path];
  } else if (theirs === handed) {
    await files.drop(path);
    record.files[path] = now;
    delete record.offered[path];
    said.push(`Brought up to date, since you had not changed it: ${path}.`);
  } else if (now !== handed && now !== record.offered[path]) {
    const name = await nameBeside(files, record, path, now);
    await putNew(files, path, name);
    record.files[name] = record.offered[path] = now;
    said.push(
      `${path} has a new version, and you have changed yours: yours stays as it is, and the new ` +
        `one lies beside it as ${last(name)}.`,
    );
  }
}

async function retire(files, record, path) {
  if (files && (await printOf(files, path)) === record.files[path]) await files.drop(path);
  delete record.files[path];
}

function tell(said) {
  if (!said.length) return;
  const note = document.createElement("div");
  note.id = "nn-said";
  note.setAttribute("role", "status");
  note.style.cssText =
    "position:fixed;right:1em;bottom:2.5em;max-width:30em;padding:.8em 1em;z-index:10000;" +
    "background:#fff;color:#000;border:2px solid #0072B2;font:14px/1.4 sans-serif";
  for (const sentence of said) {
    note.append(Object.assign(document.createElement("p"), { textContent: sentence }));
  }
  const close = Object.assign(document.createElement("button"), { textContent: "Close" });
  close.onclick = () => note.remove();
  note.append(close);
  document.body.append(note);
}

// Bring the copies up to date.  Whatever goes wrong, JupyterLab starts, and nothing is lost: a copy
// is taken away only when it is one that was handed out.
export async function bringUpToDate() {
  const said = [];
  try {
    const found = await fetch(new URL("edition.json", ROOT), { cache: "no-cache" });
    const wanted = (await found.json()).files;
    const record = readRecord();
    const files = await openFiles();
    for (const [path, now] of Object.entries(wanted)) {
      if (files) await bring(files, record, path, now, said);
      else record.files[path] = now;
    }
    for (const path of Object.keys(record.files)) {
      const base = path.replace(BESIDE, ".ipynb");
      const needed = path in wanted || (base in wanted && base in record.offered);
      if (!needed) await retire(files, record, path);
    }
    files?.close();
    localStorage.setItem(RECORD, JSON.stringify(record));
  } catch (error) {
    console.warn("The notebooks could not be brought up to date:", error);
  }
  if (document.body) tell(said);
  else addEventListener("DOMContentLoaded", () => tell(said));
}
