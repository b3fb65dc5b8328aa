"""Ways to bring a customer to a job: in this process, or to workers on other machines.

Each fills the Dispatch port; what the job does is the engine's business.
"""
