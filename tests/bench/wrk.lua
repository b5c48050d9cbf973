-- Posts the bodies of the file BODIES, one after another, to /graphql; counts the answers that are none, and tells.
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init()
  requests, at, unanswered, sample, size = {}, 0, 0, "", 0
  for body in io.lines(os.getenv("BODIES")) do
    requests[#requests + 1] = wrk.format("POST", "/graphql", {["Content-Type"] = "application/json"}, body)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function response(status, headers, body)
  size = size + #body
  if status ~= 200 or body:sub(1, 8) ~= '{"data":' or body:find('"errors":', 1, true) then
    unanswered, sample = unanswered + 1, status .. " " .. body:sub(1, 300)
  end
end

function done(summary, latency, answered)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  local sample, size = "", 0
  for _, thread in ipairs(threads) do
    failed, size = failed + thread:get("unanswered"), size + thread:get("size")
    if thread:get("unanswered") > 0 then sample = thread:get("sample") end
  end
  print(string.format("\ntold %d %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(95), size, failed))
  print(sample)
end
