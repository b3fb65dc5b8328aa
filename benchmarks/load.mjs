// Load by autocannon: reads one run a line as JSON from stdin, writes what it measured as one line.
// Latencies are taken from each answer, because autocannon's own are rounded to milliseconds.
import autocannon from 'autocannon'
import { createInterface } from 'node:readline'

function run ({ url, method, headers, body, connections, seconds, most }) {
  return new Promise((resolve, reject) => {
    const latencies = []
    let bad = 0
    let last = 0
    const started = performance.now()
    const running = autocannon(
      { url, method, headers, body, connections, duration: seconds, maxOverallRequests: most, sampleInt: 50, timeout: 10 },
      (error, result) => {
        if (error) return reject(error)
        latencies.sort((a, b) => a - b)
        const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))]
        resolve({
          answers: latencies.length,
          bad: bad + result.errors + result.timeouts,
          rate: latencies.length / ((last - started) / 1000),
          p50: at(0.5),
          p99: at(0.99)
        })
      }
    )
    running.on('response', (_client, status, _bytes, milliseconds) => {
      if (status < 200 || status > 299) bad += 1
      latencies.push(milliseconds)
      last = performance.now()
    })
  })
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(await run(JSON.parse(line))) + '\n')
}
