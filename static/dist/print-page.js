function t(n){n.addEventListener("click",r=>{r.target.closest("[data-print]")&&window.print()})}t(document);
