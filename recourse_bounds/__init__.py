"""Check theorems about recourse and adversarial robustness against data, instance by instance.

``import recourse_bounds as rb`` gives everything by one name: claims and what decides them (``rb.check``, ``rb.prove``,
``rb.falsify``), and the steps from data to a report (``rb.load_data``, ``rb.train_pair``, ``rb.recourse``,
``rb.report``). Nothing is loaded before it is asked for. Everything certified is float64, so the first name that is
asked for switches JAX to float64. Compiled programs are kept in the user's cache folder, so that a later process need
not compile them again; who sets ``jax_compilation_cache_dir`` decides where.

Examples:
    >>> import recourse_bounds as rb
    >>> rb.check("lemma1.norms", norm_nr=1.0, norm_r=[1.2, 2.0, -1.0], delta=0.5).counts()["violated"]
    1
"""

TYPE_CHECKING = False  # of typing, which takes time to load: the command line begins here
if TYPE_CHECKING:
    from bounds import CLAIMS as CLAIMS
    from bounds import FIELD_ERROR as FIELD_ERROR
    from bounds import FIELDS as FIELDS
    from bounds import JAX_OPS as JAX_OPS
    from bounds import Assessment as Assessment
    from bounds import Certificate as Certificate
    from bounds import Claim as Claim
    from bounds import Finding as Finding
    from bounds import Induction as Induction
    from bounds import Kind as Kind
    from bounds import Measure as Measure
    from bounds import Outcome as Outcome
    from bounds import Premise as Premise
    from bounds import Proof as Proof
    from bounds import Status as Status
    from bounds import Verdict as Verdict
    from bounds import Witness as Witness
    from bounds import assert_claim as assert_claim
    from bounds import assess as assess
    from bounds import certify as certify
    from bounds import check as check
    from bounds import cost_interval as cost_interval
    from bounds import definition as definition
    from bounds import falsify as falsify
    from bounds import prove as prove
    from bounds import validity_interval as validity_interval
    from empirical.autoencoder import VAETraining as VAETraining
    from empirical.autoencoder import train_vae as train_vae
    from empirical.data import CARDS as CARDS
    from empirical.data import Classes as Classes
    from empirical.data import Dataset as Dataset
    from empirical.data import Feature as Feature
    from empirical.data import Space as Space
    from empirical.data import Split as Split
    from empirical.data import TableFile as TableFile
    from empirical.data import as_table as as_table
    from empirical.data import constrain as constrain
    from empirical.data import decode as decode
    from empirical.data import design as design
    from empirical.data import from_table as from_table
    from empirical.data import load_classes as load_classes
    from empirical.data import split as split
    from empirical.errors import InputError as InputError
    from empirical.explanations import LIME as LIME
    from empirical.explanations import SHAP as SHAP
    from empirical.explanations import Attributions as Attributions
    from empirical.explanations import ExactSHAP as ExactSHAP
    from empirical.explanations import Gradient as Gradient
    from empirical.explanations import GradientInput as GradientInput
    from empirical.explanations import GroupLIME as GroupLIME
    from empirical.explanations import IntegratedGradients as IntegratedGradients
    from empirical.explanations import SmoothGrad as SmoothGrad
    from empirical.explanations import explain_classes as explain_classes
    from empirical.explanations import faithfulness as faithfulness
    from empirical.explanations import lipschitz_quotients as lipschitz_quotients
    from empirical.explanations import pixel_squares as pixel_squares
    from empirical.explanations import pooled as pooled
    from empirical.explanations import removals as removals
    from empirical.families import FAMILIES as FAMILIES
    from empirical.families import Family as Family
    from empirical.forecast.forecast import Forecast as Forecast
    from empirical.models.external import model as model
    from empirical.models.external import pair_from as pair_from
    from empirical.models.linear_score import LinearScore as LinearScore
    from empirical.models.model import HostModel as HostModel
    from empirical.models.model import LinearModel as LinearModel
    from empirical.models.model import Model as Model
    from empirical.models.model import as_model as as_model
    from empirical.models.pair import Pair as Pair
    from empirical.models.several_classes import ClassModel as ClassModel
    from empirical.recourse import CCHVAE as CCHVAE
    from empirical.recourse import NICE as NICE
    from empirical.recourse import ROAR as ROAR
    from empirical.recourse import SCFE as SCFE
    from empirical.recourse import ActionableRecourse as ActionableRecourse
    from empirical.recourse import ECCo as ECCo
    from empirical.recourse import GrowingSpheres as GrowingSpheres
    from empirical.recourse import Recourses as Recourses
    from empirical.recourse import RecourseStatus as RecourseStatus
    from empirical.recourse.changes import apply_recourses as apply_recourses
    from empirical.recourse.changes import changes as changes
    from empirical.recourse.weights import cost_weights as cost_weights
    from empirical.report import Report as Report
    from recourse_bounds.attributing import attribute as attribute
    from recourse_bounds.explanation import Explanation as Explanation
    from recourse_bounds.explanation.from_python import explain as explain
    from recourse_bounds.forecasting.from_python import forecast as forecast
    from recourse_bounds.workflow import load_data as load_data
    from recourse_bounds.workflow import recourse as recourse
    from recourse_bounds.workflow import report as report
    from recourse_bounds.workflow import train_pair as train_pair
    from recourse_bounds.workflow import write_report as write_report

_PLACES = {
    "bounds": (
        "CLAIMS FIELDS FIELD_ERROR JAX_OPS Assessment Certificate Claim Finding Induction Kind Measure Outcome Premise "
        "Proof Status Verdict Witness assert_claim assess certify check cost_interval definition falsify prove "
        "validity_interval"
    ),
    "empirical.autoencoder": "VAETraining train_vae",
    "empirical.data": (
        "CARDS Classes Dataset Feature Space Split TableFile as_table constrain decode design from_table load_classes "
        "split"
    ),
    "empirical.errors": "InputError",
    "empirical.explanations": (
        "LIME SHAP Attributions ExactSHAP Gradient GradientInput GroupLIME IntegratedGradients SmoothGrad "
        "explain_classes faithfulness lipschitz_quotients pixel_squares pooled removals"
    ),
    "empirical.families": "FAMILIES Family",
    "empirical.forecast.forecast": "Forecast",
    "empirical.models.external": "model pair_from",
    "empirical.models.linear_score": "LinearScore",
    "empirical.models.model": "HostModel LinearModel Model as_model",
    "empirical.models.pair": "Pair",
    "empirical.models.several_classes": "ClassModel",
    "empirical.recourse": "CCHVAE NICE ROAR SCFE ActionableRecourse ECCo GrowingSpheres RecourseStatus Recourses",
    "empirical.recourse.changes": "apply_recourses changes",
    "empirical.recourse.weights": "cost_weights",
    "empirical.report": "Report",
    "recourse_bounds.attributing": "attribute",
    "recourse_bounds.explanation": "Explanation",
    "recourse_bounds.explanation.from_python": "explain",
    "recourse_bounds.forecasting.from_python": "forecast",
    "recourse_bounds.workflow": "load_data recourse report train_pair write_report",
}
"""The names of the façade, by the module that has them."""

_MODULE_OF = {name: module for module, names in _PLACES.items() for name in names.split()}

__all__ = [*_MODULE_OF]  # noqa: PLE0604


def __getattr__(name: str) -> object:
    """Load a name of the façade when it is first asked for."""  # noqa: DOC501
    if name not in _MODULE_OF:
        raise AttributeError(f"recourse_bounds has no {name!r}; dir(recourse_bounds) lists what it has")
    import importlib

    import jax

    from recourse_bounds._packages import secure

    jax.config.update("jax_enable_x64", True)  # noqa: FBT003
    secure()
    if jax.config.values["jax_compilation_cache_dir"] is None:
        from recourse_bounds.jax_settings import keep_compilations  # it imports a package of ours

        keep_compilations()
    value = getattr(importlib.import_module(_MODULE_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the names of the façade."""
    return [*__all__]
