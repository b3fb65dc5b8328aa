// Leads connections to Twilio to the sandbox, in programs run by `tendlc sandbox exec`.
//
// Every client of Node (fetch, https, node-fetch, axios, with an agent of its own or without) opens
// its connections with Socket.connect, so that one function is changed and no client is named.
'use strict'

const net = require('net')

const sandbox = new URL(process.env.TENDLC_SANDBOX_URL)
const host = sandbox.hostname.replace(/^\[(.*)\]$/, '$1')
const port = Number(sandbox.port || 80)
const connect = net.Socket.prototype.connect

function isTwilio (name) {
  return typeof name === 'string' && /(^|\.)twilio\.com\.?$/i.test(name)
}

net.Socket.prototype.connect = function (...given) {
  // Node itself hands over an array of options and callback; programs give options, or port and host.
  const [first] = given
  if (Array.isArray(first) && first[0] && isTwilio(first[0].host)) {
    first[0] = { ...first[0], host, port }
  } else if (first && typeof first === 'object' && isTwilio(first.host)) {
    given[0] = { ...first, host, port }
  } else if (isTwilio(given[1])) {
    given.splice(0, 2, port, host)
  }
  return connect.apply(this, given)
}
