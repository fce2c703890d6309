// node openapi.mjs FILE: is it a valid OpenAPI document? By @seriousme/openapi-schema-validator and the official 3.1 schema.
import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'

const validator = new Validator()
const result = await validator.validate(JSON.parse(readFileSync(process.argv[2], 'utf8')))
if (!result.valid || validator.version !== '3.1') {
  console.log(validator.version, JSON.stringify(result.errors).slice(0, 2000))
  process.exit(1)
}
console.log('valid OpenAPI ' + validator.version)
