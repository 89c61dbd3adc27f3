// A jambonz application: gives each call to the hotline robot, and hangs up when the robot does. This dialect
// has no transfer: who wants a person is told so. Where that is needed, dial the robot over SIP instead.
// Point the call webhook of the application at http://…/call; node 18 or later, no packages.
// HOTLINE_URL=wss://robot.example/media/jambonz  HOTLINE_TOKEN=…  PORT=3000
// What was run: this server, with a webhook by hand; not in a jambonz.
const http = require("node:http");

const { HOTLINE_URL, HOTLINE_TOKEN, PORT = "3000" } = process.env;
if (!HOTLINE_URL || !HOTLINE_TOKEN) {
  console.error("set HOTLINE_URL and HOTLINE_TOKEN");
  process.exit(2);
}

// The robot reads caller and called from the attributes that jambonz sends with every listen.
const robot = {
  verb: "listen",
  url: `${HOTLINE_URL}?token=${encodeURIComponent(HOTLINE_TOKEN)}`,
  mixType: "mono",
  sampleRate: 8000,
  passDtmf: true,
  bidirectionalAudio: { enabled: true, streaming: true, sampleRate: 8000 },
};

http
  .createServer((request, response) => {
    request.resume();
    const verbs = request.method === "POST" && request.url === "/call" ? [{ verb: "answer" }, robot, { verb: "hangup" }] : [];
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end(JSON.stringify(verbs));
  })
  .listen(Number(PORT));
