// What Cellwise wrote, read by parsers of other people: check.js FOLDER
//
// *.fhir.json  by Lantana's validator against the R4 definitions, and through XML and back
// *.hl7        by simple-hl7, each segment against the fields and tables of its version (hl7-dictionary)
// NAME.content.json is the signed content of NAME.*: every share must be in both, computed here from the counts.
"use strict";
const fs = require("fs");
const path = require("path");
const folder = process.argv[2];
const { Fhir } = require("fhir");
const hl7 = require("simple-hl7");
const dictionary = require("hl7-dictionary");

let checks = 0;
const problems = [];
function check(good, what) {
  ++checks;
  if (!good) problems.push(what);
}
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const oneDecimal = (v) => Math.round(10 * v) / 10;
const twoDecimals = (v) => Math.round(100 * v) / 100;
// What the white cell count and the absolute counts of a content must be, by local code.
function concentrationsOf(content) {
  const expected = new Map();
  const white = content.whiteCells;
  if (!white) return expected;
  expected.set("wbc.concentration", { value: white.entered });
  if (white.corrected) {
    const red = content.nucleatedRedCells;
    const per100 = (100 * (red.cells.confirmed + red.cells.autoAccepted)) / red.whiteCells;
    expected.set("wbc_corrected.concentration", { value: (white.entered * 100) / (100 + per100), low: white.low, high: white.high });
    expected.set("nucleated_red_cells.concentration", { value: (white.value * per100) / 100, low: red.absolute.low, high: red.absolute.high });
  }
  for (const row of content.rows) {
    if (!row.counted) continue;
    const share = (row.cells.confirmed + row.cells.autoAccepted) / content.counted;
    expected.set(row.classId + ".concentration", { value: share * white.value, low: row.interval.low * white.value, high: row.interval.high * white.value });
  }
  return expected;
}

// --- the validator must be one that finds faults
function faults(fhir, bundle) {
  return fhir.validate(bundle, { errorOnUnexpected: true }).messages.filter(
    (m) => m.severity === "error" || m.severity === "fatal");
}
function bites(fhir, bundle, spoil, what) {
  const copy = JSON.parse(JSON.stringify(bundle));
  spoil(copy.entry[0].resource, copy);
  check(faults(fhir, copy).length > 0, "the validator lets pass: " + what);
}

function observationsOf(bundle) {
  return bundle.entry.map((e) => e.resource).filter((r) => r.resourceType === "Observation");
}
function localCode(concept) {
  const coding = concept.coding.find((c) => c.system === "urn:cellwise:finding");
  return coding && coding.code;
}

function checkFhir(fhir, name, content) {
  const text = fs.readFileSync(path.join(folder, name), "utf8");
  const bundle = JSON.parse(text);
  for (const m of faults(fhir, bundle)) check(false, `${name}: ${m.location}: ${m.message}`);
  check(same(fhir.xmlToObj(fhir.objToXml(bundle)).entry.length, bundle.entry.length), `${name}: not the same through XML`);

  const urls = bundle.entry.map((e) => e.fullUrl);
  check(new Set(urls).size === urls.length, `${name}: an address twice`);
  const references = [];
  JSON.stringify(bundle, (key, value) => {
    if (key === "reference") references.push(value);
    return value;
  });
  for (const r of references) check(urls.includes(r), `${name}: ${r} is nowhere`);
  const report = bundle.entry[0].resource;
  check(report.resourceType === "DiagnosticReport", `${name}: no report first`);
  check(report.result.length === observationsOf(bundle).length, `${name}: results are missing`);
  check(report.text.div.includes("RESEARCH USE ONLY"), `${name}: not marked for research use`);
  if (report.status === "preliminary") check(report.text.div.includes("PRELIMINARY"), `${name}: a draft is not marked`);

  const byCode = new Map(observationsOf(bundle).map((o) => [localCode(o.code), o]));
  for (const row of content.rows) {
    const k = row.cells.confirmed + row.cells.autoAccepted;
    const o = byCode.get(row.counted ? row.classId : row.classId + ".count");
    check(o !== undefined, `${name}: no ${row.classId}`);
    if (!o) continue;
    if (!row.counted) {
      check(o.valueQuantity.value === k, `${name}: ${row.classId} is not ${k} cells`);
      continue;
    }
    if (content.counted === 0) {
      check(!o.valueQuantity && o.dataAbsentReason, `${name}: ${row.classId} has a share of no cells`);
      continue;
    }
    const q = o.valueQuantity;
    check(q.value === oneDecimal((100 * k) / content.counted), `${name}: ${row.classId} is ${q.value}`);
    check(q.code === "%" && q.system === "http://unitsofmeasure.org", `${name}: the unit of ${row.classId}`);
    const range = o.component.find((c) => c.valueRange).valueRange;
    check(range.low.value === oneDecimal(100 * row.interval.low) && range.high.value === oneDecimal(100 * row.interval.high),
          `${name}: the interval of ${row.classId}`);
    check(range.low.value <= q.value && q.value <= range.high.value, `${name}: ${row.classId} outside its interval`);
  }
  for (const [code, want] of concentrationsOf(content)) {
    const o = byCode.get(code);
    check(o !== undefined, `${name}: no ${code}`);
    if (!o) continue;
    check(o.valueQuantity.value === twoDecimals(want.value), `${name}: ${code} is ${o.valueQuantity.value}`);
    check(o.valueQuantity.code === "10*9/L" && o.valueQuantity.system === "http://unitsofmeasure.org", `${name}: the unit of ${code}`);
    check(o.note && o.note[0].text.length > 10, `${name}: ${code} does not say what it comes from`);
    if (want.low === undefined) continue;
    const range = o.component.find((c) => c.valueRange).valueRange;
    check(range.low.value === twoDecimals(want.low) && range.high.value === twoDecimals(want.high), `${name}: the interval of ${code}`);
  }
  const lines = (text) => (text || "").replace(/\r\n?/g, "\n");
  check((report.conclusion || "") === lines(content.conclusion), `${name}: the conclusion`);
  const comments = byCode.get("comments.text");
  check((comments ? comments.valueString : "") === lines(content.comments), `${name}: the comments`);
  return bundle;
}

// --- HL7 v2

const unescape = (text) =>
  Buffer.concat(text.split(/(\\[^\\]*\\)/).map((part) => {
    const known = { "\\F\\": "|", "\\S\\": "^", "\\T\\": "&", "\\R\\": "~", "\\E\\": "\\" };
    if (part in known) return Buffer.from(known[part]);
    const hex = /^\\X([0-9A-F]+)\\$/.exec(part);
    return hex ? Buffer.from(hex[1], "hex") : Buffer.from(part);
  })).toString("utf8");

// Component (from 1) of a field (from 1) that simple-hl7 read.
function component(segment, field, number = 1) {
  const f = segment.fields[field - 1];
  if (!f || !f.value[0] || !f.value[0][number - 1]) return "";
  const v = f.value[0][number - 1].value[0];
  return Array.isArray(v) ? v.map(unescape) : unescape(v);
}
const whole = (segment, field) => {
  const f = segment.fields[field - 1];
  return f ? f.toString({ fieldSeperator: "|", componentSeperator: "^", subcomponentSeperator: "&", escapeCharacter: "\\", repititionCharacter: "~", segmentSeperator: "\r" }) : "";
};

// Are the segments in the order of the message's structure?
function follows(names, structure) {
  let at = 0;
  function group(items) {
    const before = at;
    for (const item of items) {
      let times = 0;
      for (;;) {
        const start = at;
        const matched = item.children ? group(item.children) : names[at] === item.name && ++at > 0;
        if (!matched || at === start) break;
        ++times;
        if (item.max && times >= item.max) break;
      }
      if (times < item.min) { at = before; return false; }
    }
    return at > before;
  }
  group(structure);
  return at === names.length;
}

function checkHl7(name, content) {
  const bytes = fs.readFileSync(path.join(folder, name));
  const text = bytes.toString("utf8");
  check(Buffer.from(text, "utf8").equals(bytes), `${name}: not UTF-8`);
  check(!text.includes("\n") && text.endsWith("\r"), `${name}: segments end with CR alone`);
  const message = new hl7.Parser().parse(text);
  const raw = text.split("\r").filter((l) => l !== "");
  const header = { fields: [null, null, ...message.header.fields] };  // MSH-1 and 2 are the separators
  const version = component(header, 12);
  const definition = dictionary.definitions[version];
  check(definition !== undefined, `${name}: version ${version}`);
  if (!definition) return null;
  check(component(header, 18) === "UNICODE UTF-8", `${name}: the character set is not stated`);
  check(component(header, 9) === "ORU" && component(header, 9, 2) === "R01", `${name}: the message's type`);
  const segments = [{ name: "MSH", fields: header.fields }, ...message.segments];
  check(follows(segments.map((s) => s.name), definition.messages.ORU_R01.segments.segments),
        `${name}: segments out of order: ${segments.map((s) => s.name).join(" ")}`);
  segments.forEach((segment, i) => {
    const known = definition.segments[segment.name];
    const count = raw[i].split("|").length - (segment.name === "MSH" ? 0 : 1);
    check(known && count <= known.fields.length, `${name}: ${segment.name} has ${count} fields`);
    (known ? known.fields : []).forEach((field, j) => {
      if (segment.name === "MSH" && j === 0) return;
      if (segment.name === "OBX" && component(segment, 11) === "X" && j === 4) return;
      if (field.opt === 2) check(raw[i].split("|")[segment.name === "MSH" ? j : j + 1], `${name}: ${segment.name}-${j + 1} is required`);
    });
  });
  check(component(header, 10).length > 0 && component(header, 10).length <= 20, `${name}: the control id`);

  const results = message.segments.filter((s) => s.name === "OBX");
  results.forEach((s, i) => {
    check(component(s, 1) === String(i + 1), `${name}: OBX-1 of result ${i + 1}`);
    check(component(s, 11) in dictionary.tables[85].values, `${name}: OBX-11 ${component(s, 11)}`);
    check(component(s, 2) in dictionary.tables[125].values, `${name}: OBX-2 ${component(s, 2)}`);
  });
  const obr = message.segments.find((s) => s.name === "OBR");
  check(component(obr, 25) in dictionary.tables[123].values, `${name}: OBR-25 ${component(obr, 25)}`);
  check(component(obr, 15) in dictionary.tables[70].values, `${name}: OBR-15 ${component(obr, 15)}`);
  const notes = message.segments.filter((s) => s.name === "NTE").map((s) => component(s, 3)).join("\n");
  check(notes.includes("RESEARCH USE ONLY"), `${name}: not marked for research use`);
  if (component(obr, 25) === "P") check(notes.includes("PRELIMINARY"), `${name}: a draft is not marked`);

  const local = (s) => (component(s, 3, 3) === "L" ? component(s, 3, 1) : component(s, 3, 4));
  for (const row of content.rows) {
    const k = row.cells.confirmed + row.cells.autoAccepted;
    const s = results.find((r) => local(r) === (row.counted ? row.classId : row.classId + ".count"));
    check(s !== undefined, `${name}: no ${row.classId}`);
    if (!s) continue;
    if (!row.counted) {
      check(component(s, 5) === String(k), `${name}: ${row.classId} is not ${k} cells`);
      continue;
    }
    if (content.counted === 0) {
      check(component(s, 11) === "X" && component(s, 5) === "", `${name}: ${row.classId} has a share of no cells`);
      continue;
    }
    check(component(s, 5) === oneDecimal((100 * k) / content.counted).toFixed(1), `${name}: ${row.classId} is ${component(s, 5)}`);
    check(component(s, 6) === "%" && component(s, 6, 3) === "UCUM", `${name}: the unit of ${row.classId}`);
    const interval = results.find((r) => local(r) === row.classId + ".interval");
    check(component(interval, 2) === "SN" && component(interval, 5, 3) === "-" &&
          component(interval, 5, 2) === oneDecimal(100 * row.interval.low).toFixed(1) &&
          component(interval, 5, 4) === oneDecimal(100 * row.interval.high).toFixed(1), `${name}: the interval of ${row.classId}`);
    check(component(interval, 4) === component(s, 4), `${name}: the interval of ${row.classId} is not tied to it`);
  }
  for (const [code, want] of concentrationsOf(content)) {
    const s = results.find((r) => local(r) === code);
    check(s !== undefined, `${name}: no ${code}`);
    if (!s) continue;
    check(component(s, 5) === twoDecimals(want.value).toFixed(2), `${name}: ${code} is ${component(s, 5)}`);
    check(component(s, 6) === "10*9/L" && component(s, 6, 3) === "UCUM", `${name}: the unit of ${code}`);
  }
  for (const [title, words] of [["Comments", content.comments], ["Conclusion", content.conclusion]]) {
    if (!words) continue;
    const said = words.split(/[\r\n]+/).filter((l) => l !== "");
    check(notes.includes([title + ": " + said[0], ...said.slice(1)].join("\n")), `${name}: ${title}`);
  }
  return { segments, obr, results, component };
}

const fhir = new Fhir();
const files = fs.readdirSync(folder).sort();
const contentOf = (name) => JSON.parse(fs.readFileSync(path.join(folder, name.split(".")[0] + ".content.json"), "utf8"));
const expected = JSON.parse(fs.readFileSync(path.join(folder, "expected.json"), "utf8"));
let bundles = 0, messages = 0;
for (const name of files) {
  const want = expected[name.split(".")[0]];
  if (name.endsWith(".fhir.json")) {
    ++bundles;
    const bundle = checkFhir(fhir, name, contentOf(name));
    check(bundle.entry[0].resource.status === want.fhir, `${name}: the status is ${bundle.entry[0].resource.status}`);
    check(same(observationsOf(bundle).filter((o) => o.status === "corrected").map((o) => localCode(o.code)).sort(), want.corrected),
          `${name}: what is marked as corrected`);
    const identifier = bundle.entry.map((e) => e.resource).find((r) => r.resourceType === (name.includes(".patient.") ? "Patient" : "Specimen"));
    check(identifier.identifier[0].value === want.sample, `${name}: the identifier is not as it was typed`);
    if (bundles === 1) {
      bites(fhir, bundle, (r) => delete r.status, "a report without a status");
      bites(fhir, bundle, (r) => (r.status = "signed"), "an unknown status");
      bites(fhir, bundle, (r) => delete r.code, "a report without a code");
      bites(fhir, bundle, (r) => (r.colour = "red"), "an unknown field");
      bites(fhir, bundle, (r) => (r.result = r.result[0]), "one result in place of a list");
      bites(fhir, bundle, (r, b) => (b.entry[2].resource.valueQuantity = { value: "12" }), "a number as text");
    }
  } else if (name.endsWith(".hl7")) {
    ++messages;
    const read = checkHl7(name, contentOf(name));
    if (!read) continue;
    check(component(read.obr, 25) === want.hl7, `${name}: OBR-25 is ${component(read.obr, 25)}`);
    const corrected = read.results.filter((s) => component(s, 11) === "C" && component(s, 2) === "NM")
      .map((s) => (component(s, 3, 3) === "L" ? component(s, 3, 1) : component(s, 3, 4))).sort();
    check(same(corrected, want.corrected.filter((c) => c !== "comments.text")), `${name}: what is marked as corrected: ${corrected}`);
    const patient = read.segments.find((s) => s.name === "PID");
    const typed = name.includes(".patient.") ? component(patient, 3) : component(read.obr, 3);
    check(typed === want.sample, `${name}: the identifier is not as it was typed: ${typed}`);
    const unfit = follows(["MSH", "OBX", "OBR"], dictionary.definitions["2.5.1"].messages.ORU_R01.segments.segments);
    check(!unfit, "the structure lets any order pass");
  }
}
check(bundles >= 20 && messages >= 80, `only ${bundles} bundles and ${messages} messages`);
for (const p of problems.slice(0, 60)) console.error(p);
console.log(`${bundles} bundles, ${messages} messages, ${checks} checks, ${problems.length} problems`);
process.exit(problems.length ? 1 : 0);
