// Lists customer profiles by every way that Node has to open a connection; none is told of a sandbox.
'use strict'

const https = require('node:https')
const tls = require('node:tls')
const { Worker } = require('node:worker_threads')
const { execFileSync } = require('node:child_process')

const address = 'https://trusthub.twilio.com/v1/CustomerProfiles'
const pair = `${process.env.TWILIO_ACCOUNT_SID}:${process.env.TWILIO_AUTH_TOKEN}`
const headers = { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` }

function asked (start) {
  return new Promise((resolve, reject) => {
    const onResponse = (response) => {
      let text = ''
      response.on('data', (part) => { text += part }).on('end', () => resolve(text))
    }
    start(onResponse).on('error', reject).end()
  })
}

function raw (...given) {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = tls.connect(...given, () => {
      socket.write(`GET /v1/CustomerProfiles HTTP/1.1\r\nHost: trusthub.twilio.com\r\nAuthorization: ${headers.Authorization}\r\nConnection: close\r\n\r\n`)
    })
    socket.on('data', (part) => { text += part }).on('error', reject)
    socket.on('end', () => resolve(text.slice(text.indexOf('\r\n\r\n') + 4)))
  })
}

function inWorker () {
  const script = `fetch('${address}', { headers: ${JSON.stringify(headers)} }).then((r) => r.text())
    .then((text) => require('node:worker_threads').parentPort.postMessage(text))`
  return new Promise((resolve, reject) => {
    new Worker(script, { eval: true }).on('message', resolve).on('error', reject)
  })
}

function inChild () {
  const script = `fetch('${address}', { headers: ${JSON.stringify(headers)} }).then((r) => r.text()).then(console.log)`
  return execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })
}

const url = new URL(address)
const place = { host: url.host, path: url.pathname, headers }
const clients = {
  fetch: () => fetch(address, { headers }).then((response) => response.text()),
  'https.request': () => asked((then) => https.request({ ...place, method: 'GET' }, then)),
  'https.get of a URL': () => asked((then) => https.get(url, { headers }, then)),
  'an agent of its own': () => asked((then) => https.get(url, { headers, agent: new https.Agent() }, then)),
  'no agent': () => asked((then) => https.get(url, { headers, agent: false }, then)),
  'tls.connect': () => raw({ host: url.host, port: 443, servername: url.host }),
  'tls.connect by port': () => raw(443, url.host),
  'a worker': inWorker,
  'a child process': inChild
}

async function main () {
  const told = {}
  for (const [name, client] of Object.entries(clients)) {
    try {
      told[name] = JSON.parse(await client()).results[0].account_sid
    } catch (error) {
      told[name] = `${error} ${error.cause || ''}`
    }
  }
  console.log(JSON.stringify(told))
}

main()
