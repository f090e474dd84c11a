// Checks custom resources (a JSON array on standard input) against the schemas of their operators. The only argument is
// the folder `node_modules` with the schemas.
//
// The validators check types, enumerations and required fields, but ignore fields that the schema does not have. A
// misspelled field is the most likely mistake, so the resource is read through a proxy that records which fields the
// validator reads: a field that it never reads is unknown.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const MODULES = resolve(process.argv[2], "@kubernetes-models");
const KEDA = "ComGithubKedacoreKedaV2ApisKedaV1alpha1";
const MONITORING = "ComGithubPrometheusOperatorPrometheusOperatorPkgApisMonitoringV1";

// By path: the packages export their classes, which copy what they are given, but not the validators behind them.
const load = async (file) => (await import(pathToFileURL(resolve(MODULES, file)))).validate;

const VALIDATORS = {
  "keda.sh/v1alpha1/ScaledObject": await load(`keda/_schemas/${KEDA}ScaledObject.js`),
  "keda.sh/v1alpha1/TriggerAuthentication": await load(`keda/_schemas/${KEDA}TriggerAuthentication.js`),
  "monitoring.coreos.com/v1/PrometheusRule": await load(`prometheus-operator/_schemas/${MONITORING}PrometheusRule.js`),
  "monitoring.coreos.com/v1/ServiceMonitor": await load(`prometheus-operator/_schemas/${MONITORING}ServiceMonitor.js`),
};

function watch(value, path, unread) {
  if (value === null || typeof value !== "object") return value;
  for (const key of Object.keys(value)) unread.add(`${path}/${key}`);
  const watched = {};
  return new Proxy(value, {
    get(target, key) {
      if (typeof key !== "string" || !Object.hasOwn(target, key)) return Reflect.get(target, key);
      unread.delete(`${path}/${key}`);
      watched[key] ??= { proxy: watch(target[key], `${path}/${key}`, unread) };
      return watched[key].proxy;
    },
  });
}

let failed = 0;
for (const resource of JSON.parse(readFileSync(0, "utf8"))) {
  const kind = `${resource.apiVersion}/${resource.kind}`;
  const name = `${kind} ${resource.metadata?.name}`;
  const validate = VALIDATORS[kind];
  const problems = [];
  if (validate === undefined) {
    problems.push("no schema is known for this kind");
  } else {
    const unread = new Set();
    if (!validate(watch(resource, "", unread))) {
      problems.push(...validate.errors.map((error) => `${error.instancePath} ${error.keyword} ${JSON.stringify(error.params)}`));
    }
    problems.push(...[...unread].filter((path) => !path.startsWith("/metadata/")).map((path) => `${path} is unknown`));
  }
  for (const problem of problems) console.log(`${name}: ${problem}`);
  failed += problems.length;
}
process.exitCode = failed === 0 ? 0 : 1;
