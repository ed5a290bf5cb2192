// Where the socket is, whatever the server is reached by; the keyboard is the terminal's from the start.
const socket = new URL("ws", location.href);
socket.protocol = location.protocol === "https:" ? "wss:" : "ws:";
socket.search = "";
document.getElementById("terminal").dataset.sessionWebsocketUrl = socket.href;
document.getElementById("again").addEventListener("click", () => location.reload());
addEventListener("load", () => document.querySelector(".xterm-helper-textarea").focus());
// Once it is over nothing is typed, clicked or told into the closed socket any more.
const isOver = () => document.body.classList.contains("-closed");
addEventListener("blur", (event) => isOver() && event.stopPropagation(), true);
new MutationObserver(() => {
  if (!isOver()) return;
  document.getElementById("terminal").inert = true;
  document.getElementById("again").focus();
}).observe(document.body, { attributeFilter: ["class"] });
