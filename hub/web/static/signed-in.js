"use strict";

// Tells the page that opened this window where it was sent back to; what the address says is of use to that page alone.
const channel = new BroadcastChannel("hub:signed-in");
channel.postMessage(location.search);
channel.close();
history.replaceState(null, "", location.pathname);
window.close();
