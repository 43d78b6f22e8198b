// What is recommended is offered too, and its box says so. As alternatives are chosen, shows which rungs of the ladder the dearest of them needs: <li data-above="2000000"> is asked
// only above that amount. Without script every rung stands there with its amount.
{
  const form = document.getElementById("typed");
  const rungs = [...document.querySelectorAll(".ladder [data-above]")];
  const show = () => {
    const best = form.querySelector("[name=recommended]:checked")?.value;
    const chosen = [...form.querySelectorAll("[data-amount]")].filter((box) => box.checked || box.value === best);
    const dearest = Math.max(0, ...chosen.map((box) => Number(box.dataset.amount)));
    for (const rung of rungs) rung.hidden = chosen.length > 0 && dearest <= Number(rung.dataset.above);
  };
  form?.addEventListener("change", (event) => {
    if (event.target.name === "recommended") form.querySelector(`[name=options][value="${event.target.value}"]`).checked = true;
    show();
  });
  addEventListener("pageshow", show);
}
