-- One call with the hotline robot; see dialplan.xml and docs/dialects.md. Not run in a FreeSWITCH.
-- For mod_audio_stream: MODULE = "audio_stream" and START = " mono 8k %s".
local MODULE = "audio_fork"
-- After the address: mix, rate, bug name, metadata, audio back, as a stream, its rate.
local START = " mono 8k hotline %s true true 8000"

local api = freeswitch.API()
local uuid = session:get_uuid()
local command = "uuid_" .. MODULE .. " " .. uuid

local function number(variable)
  return (session:getVariable(variable) or ""):gsub("[^%d+]", "")
end

local function send(text)
  api:executeString(command .. " send_text " .. text)
end

function on_key(_, kind, key)
  if kind == "dtmf" then
    send('{"event":"dtmf","dtmf":"' .. key.digit .. '"}')
  end
  return ""
end

local asked = freeswitch.EventConsumer()
asked:bind("CUSTOM", "mod_" .. MODULE .. "::transfer")
asked:bind("CUSTOM", "mod_" .. MODULE .. "::disconnect")
asked:bind("CUSTOM", "mod_" .. MODULE .. "::json") -- mod_audio_stream: every command

session:answer()
session:setInputCallback("on_key", "")
local metadata = string.format(
  '{"caller":"%s","called":"%s","call_id":"%s","sampleRate":8000,"mixType":"mono"}',
  number("caller_id_number"), number("destination_number"), uuid)
local url = session:getVariable("hotline_url")
api:executeString(command .. " start " .. url .. START:format(metadata))

while session:ready() do
  session:sleep(100) -- lets the module play, and keys come
  local event = asked:pop()
  if event and event:getHeader("Unique-ID") == uuid then
    local body = event:getBody() or ""
    local target = body:match('"target"%s*:%s*"([%w_-]+)"')
    if target then
      api:executeString(command .. ' stop {"event":"transfer","accepted":true}')
      session:transfer(target, "XML", session:getVariable("hotline_context"))
    elseif event:getHeader("Event-Subclass"):match("disconnect") or body:match('"disconnect"') then
      session:hangup()
    end
  end
end
